"""The plan of an activity in words, for reviewers: times, who may take part, how, where, publicity, rules (S-5.4)."""

from django.db import models
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField
from wagtail.templatetags.wagtailcore_tags import richtext

from interact.activities.plans.models.pages import ActivityPage
from unionsite.core.columns import moment, yes_or_no

_FIRST = ("opens_at", "closes_at", "audience", "audience_departments", "audience_list", "in_charge", "publicity")
_LAST = ("intro", "rules_text")


def plan_facts(page: ActivityPage) -> list[tuple[str, str]]:
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


def _rows(page: ActivityPage, name: str) -> tuple[str, str]:
    rows = list(getattr(page, name).all())
    model = type(page)._meta.get_field(name).related_model
    others = [field.name for field in model._meta.fields if field.many_to_one and field.name not in ("page", "locale")]
    prefetch_related_objects(rows, *others)
    return model._meta.verbose_name, _("；").join(str(row) for row in rows)


def _field(page: ActivityPage, name: str) -> tuple[str, str]:
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
