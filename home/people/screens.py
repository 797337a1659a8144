"""The staff's screens of contacts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from home.people.models import Contact
from unionsite.publishing.textchecks.screens.editor import TextCheckPanel


class ContactViewSet(SnippetViewSet):
    model = Contact
    icon = "mail"
    menu_label = _("联系人和站点")
    menu_order = 226
    panels = [*Contact.panels, TextCheckPanel()]
    add_to_admin_menu = True
    base_url_path = "contacts"
    copy_view_enabled = False
    list_display = [
        "name",
        Column("get_kind_display", label=_("类别"), sort_key="kind"),
        "duty",
        Column("department", label=_("部门")),
        "telephone",
        # Wagtail's own column of states asks twice for each row.
        BooleanColumn("live", label=_("已公开")),
        BooleanColumn("has_unpublished_changes", label=_("有未公开的修改")),
    ]
    list_filter = ["kind", "department", "is_current"]
    list_per_page = 50
    search_backend_name = None
    search_fields = ["name", "duty", "department__name"]

    def get_queryset(self, request):
        return Contact.objects.select_related("department").order_by("kind", "sort_order", "pk")
