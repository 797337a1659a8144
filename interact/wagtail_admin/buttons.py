"""Ways from a page in the admin to its answers."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.contrib.forms.utils import get_forms_for_user

from interact.models import QuestionnairePage


def answer_buttons(page, user) -> Iterator[Button]:
    """Buttons to answers and statistics of a questionnaire, for people who may see them."""
    if not isinstance(page, QuestionnairePage) or not page.pk:
        return
    if not get_forms_for_user(user).filter(pk=page.pk).exists():
        return
    answers = reverse("wagtailforms:list_submissions", args=[page.pk])
    figures = reverse("interact_admin:statistics", args=[page.pk])
    yield Button(_("查看答卷"), url=answers, icon_name="form", priority=62)
    yield Button(_("答卷统计"), url=figures, icon_name="list-ul", priority=63)
