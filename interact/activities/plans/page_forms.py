"""What Wagtail's edit screen of an activity asks and shows: the form, the panels, and the plan in words (S-5.4)."""

import re
from typing import Any

from django.db import models
from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modelcluster.models import get_all_child_relations
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import RichTextField
from wagtail.templatetags.wagtailcore_tags import richtext

from interact.activities.plans.choices import State
from unionsite.accounts.models import User
from unionsite.accounts.people.names import normalised_number
from unionsite.core.columns import moment, yes_or_no
from unionsite.core.named import named
from unionsite.core.page_forms import SitePageForm
from unionsite.core.panels import BoundToPublished

submission_faults = named("interact.activities.plans.queries.submission_faults")
as_opened = named("interact.activities.plans.queries.as_opened")
progress_of = named("interact.activities.plans.queries.progress_of")
_SEPARATORS = re.compile(r"[\s,，;；、]+")
NAMED = 5


def numbers_of(text: str) -> list[str]:
    """Return the 工号 of a pasted list in normal form, each once."""
    return list(dict.fromkeys(normalised_number(word) for word in _SEPARATORS.split(text) if word))


class ActivityPageForm(SitePageForm):
    """Proposes the author as the one in charge; names the 工号 of the list that nobody on the roll has."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("publicity")) is not None:
            field.error_messages["required"] = _("请选择宣传稿件：活动开始前须先宣传。")
        if (field := self.fields.get("in_charge")) is not None:
            # Whoever is in charge stays so, even after a change of their rights.
            able = Q(pk__in=User.objects.staff().filter(is_active=True).values("pk")) | Q(pk=self.instance.in_charge_id)
            field.queryset = User.objects.filter(able).order_by("name")
            if self.instance.in_charge_id is None and self.for_user is not None:
                self.initial["in_charge"] = self.for_user.pk
        self._keep_the_plan()

    def _keep_the_plan(self) -> None:
        """Once the activity has opened its plan is as it is published, and no field of the form."""
        page, stored = self.instance, as_opened(self.instance)
        for name in page.frozen if stored is not None else ():
            if name == "closes_at" and page.may_end_early and stored.closes_at > timezone.now():
                continue
            value = getattr(stored, name)
            setattr(page, name, list(value.all()) if hasattr(value, "all") else value)
            self.fields.pop(name, None)
            self.formsets.pop(name, None)

    def _post_clean(self):
        # The page itself gets its children only when it is saved, but is judged with them now.
        self.instance.rows_in_form = {
            name: [form.instance for form in formset.forms if form not in formset.deleted_forms]
            for name, formset in self.formsets.items()
            if formset.is_valid()
        }
        super()._post_clean()
        if self.is_submission:
            for name, message in submission_faults(self.instance).items():
                self.add_error(name if name in self.fields else None, message)

    def clean_audience_list(self) -> str:
        numbers = numbers_of(self.cleaned_data["audience_list"])
        known = set(User.objects.in_use().filter(employee_number__in=numbers).values_list("employee_number", flat=True))
        unknown = [number for number in numbers if number not in known]
        if unknown and not self.is_deferred_validation:
            words = ngettext(
                "名册上没有这个在职职工的工号：%(numbers)s。",
                "名册上没有这%(count)d个在职职工的工号：%(numbers)s。",
                len(unknown),
            )
            shown = "、".join(unknown[:NAMED]) + (_("等") if len(unknown) > NAMED else "")
            self.add_error("audience_list", words % {"count": len(unknown), "numbers": shown})
        return "\n".join(numbers)


class ProgressPanel(Panel):
    """State, figures and the way to cancel; empty until the activity is published."""

    class BoundPanel(BoundToPublished):
        template_name = "activities/admin/activity_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            plan = [] if "title" in self.form.fields else plan_facts(self.instance)
            progress = progress_of(self.instance, timezone.now())
            return {**context, "page": self.instance, "progress": progress, "plan": plan}


class SummaryPanel(MultiFieldPanel):
    """The summary: above the plan once the activity is over, below it until then. It stands in both places, and shows
    itself in one."""

    def __init__(self, children=(), *, is_first: bool, **kwargs):
        fields = children or [FieldPanel("conclusion"), FieldPanel("lessons")]
        super().__init__(fields, **{"heading": gettext_lazy("总结（结束后填写）")} | kwargs)
        self.is_first = is_first

    def clone_kwargs(self):
        return super().clone_kwargs() | {"is_first": self.is_first}

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self):
            page = self.instance
            is_over = bool(page.pk and page.live) and page.state_at(timezone.now()) == State.CLOSED
            return super().is_shown() and self.panel.is_first == is_over

        def get_comparison(self):
            return super().get_comparison() if self.is_shown() else []


# --- The plan in words, for reviewers: times, who may take part, how, where, publicity, rules (S-5.4) ---

_FIRST = ("opens_at", "closes_at", "audience", "audience_departments", "audience_list", "in_charge", "publicity")
_LAST = ("intro", "rules_text")


def plan_facts(page) -> list[tuple[str, str]]:
    """Return label and words of all that counts once the activity has opened, and of what a kind asks besides; what is
    left open is left out."""
    children = {relation.get_accessor_name() for relation in get_all_child_relations(type(page))} & set(page.frozen)
    own = [field.name for field in page._meta.local_fields if not field.primary_key]
    own += sorted(children - {"audience_departments"})
    facts = []
    for name in (*_FIRST, *own, *_LAST):
        label, words = _rows(page, name) if name in children else _field(page, name)
        if words:
            facts.append((str(label), words))
    return facts


def _rows(page, name: str) -> tuple[str, str]:
    rows = list(getattr(page, name).all())
    model = type(page)._meta.get_field(name).related_model
    others = [field.name for field in model._meta.fields if field.many_to_one and field.name not in ("page", "locale")]
    prefetch_related_objects(rows, *others)
    return model._meta.verbose_name, _("；").join(str(row) for row in rows)


def _field(page, name: str) -> tuple[str, str]:
    field, value = page._meta.get_field(name), getattr(page, name)
    if value is None or value == "":
        words = ""
    elif field.choices:
        words = str(getattr(page, f"get_{name}_display")())
    elif name == "audience_list":
        words = _("共%(number)d个工号") % {"number": len(page.numbers)}
    elif name == "publicity":
        words = _publicity(value)
    elif isinstance(field, RichTextField):
        words = richtext(value)
    elif isinstance(field, models.DateTimeField):
        words = moment(value)
    else:
        words = yes_or_no(value) if isinstance(value, bool) else str(value)
    return field.verbose_name, words


def _publicity(piece) -> str:
    when = _("%(time)s发布") % {"time": moment(piece.first_published_at)} if piece.live else _("尚未发布")
    address = reverse("wagtailadmin_pages:edit", args=[piece.pk])
    return format_html('<a href="{}">{}</a>（{}）', address, piece.title, when)
