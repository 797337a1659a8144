"""The staff's screens of contacts."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from home.people.models import Contact
from unionsite.publishing.textchecks.screens.editor import TextCheckPanel


def state_of(contact: Contact) -> str:
    """Return in words what readers see of the contact."""
    if not contact.live:
        return gettext("还没有公开")
    if contact.has_unpublished_changes:
        return gettext("已公开，有修改没有公开")
    return gettext("已公开") if contact.is_current else gettext("已不显示")


class ContactViewSet(SnippetViewSet):
    model = Contact
    icon = "info-circle"
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
        Column("state", label=_("状态"), accessor=state_of),
    ]
    list_filter = ["kind", "department", "is_current"]
    list_per_page = 50
    search_backend_name = None
    search_fields = ["name", "duty", "department__name"]

    def get_queryset(self, request):
        return Contact.objects.select_related("department").order_by("kind", "sort_order", "pk")
