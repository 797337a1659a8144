"""One entry with all its fields, and whether it is as it was written."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from unionsite.audit.models import AuditEntry
from unionsite.audit.queries import standing
from unionsite.audit.screens import words
from unionsite.audit.screens.lists import TITLE
from unionsite.audit.screens.rights import policy

# Beyond it no database counts.
LARGEST = 2**63 - 1


class EntryView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_policy = policy
    permission_required = "view"
    template_name = "audit/admin/entry.html"
    header_icon = "list-ul"

    @cached_property
    def entry(self) -> AuditEntry:
        if self.kwargs["number"] > LARGEST:
            raise Http404
        return get_object_or_404(AuditEntry, number=self.kwargs["number"])

    @cached_property
    def standing(self):
        return standing(self.entry)

    def get_page_title(self):
        return _("第%(number)d条") % {"number": self.entry.number}

    def get_page_subtitle(self):
        return words.action(self.entry)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("audit_admin:log"), "label": TITLE},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    @cached_property
    def header_buttons(self):
        neighbours = [
            (self.standing.previous, _("上一条"), "arrow-left"),
            (self.standing.next, _("下一条"), "arrow-right"),
        ]
        return [
            HeaderButton(label, url=reverse("audit_admin:entry", args=[number]), icon_name=icon, priority=priority)
            for priority, (number, label, icon) in enumerate(neighbours)
            if number is not None
        ]

    def get_context_data(self, **kwargs):
        entry = self.entry
        return {
            **super().get_context_data(**kwargs),
            "entry": entry,
            "standing": self.standing,
            "action": words.action(entry),
            "moment": words.moment(entry),
            "kind_of_subject": words.kind_of_subject(entry),
            "reason": words.reason(entry),
            "detail": words.detail_rows(entry),
        }
