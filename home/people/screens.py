"""The staff's screens of contacts."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from home.people import rules
from home.people.models import Contact
from unionsite.core.page_forms import LEAVING
from unionsite.publishing.textchecks.screens.editor import TextCheckPanel, check_submission


class ContactForm(WagtailAdminModelForm):
    """Lets a draft lack consent and description of a picture; a submission may not, and its words are checked."""

    def clean(self):
        data = super().clean()
        rows = self.formsets["reception_days"].forms
        kept = [row for row in rows if row.has_changed() and not row.data.get(row.add_prefix("DELETE"))]
        if kept and "kind" in data and not rules.may_receive(data["kind"]):
            self.add_error("kind", gettext("只有工会委员会成员可以填接待日。请改类别，或删去下面的接待日。"))
        return data

    def _post_clean(self):
        super()._post_clean()
        if any(self.data.get(name) for name in LEAVING):
            for field, message in self.instance.publication_errors().items():
                self.add_error(field, message)
            check_submission(self)


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
    edit_handler = ObjectList([*Contact.panels, TextCheckPanel()], base_form_class=ContactForm)
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
