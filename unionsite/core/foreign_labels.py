"""Chinese on screens of Wagtail and wagtail-localize whose texts do not go through gettext: labels, and comparisons of
two versions in words (a moment as 2026-05-08 14:30, a tick as 是 or 否, nothing for None)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import FieldComparison, TextDiff, register_comparison_class
from wagtail.admin.forms.workflows import WorkflowContentTypeForm, WorkflowPageForm
from wagtail.sites.views import IndexView as SitesView
from wagtail.users.forms import PagePermissionsForm
from wagtail.users.templatetags import wagtailusers_tags
from wagtail_localize import models as localize

from unionsite.core.columns import moment, yes_or_no

COLUMNS = {"port": _("端口"), "site_name": _("网站名称"), "root_page": _("根页面")}
PAGE_RIGHTS = {
    "add_page": _("新增页面"),
    "bulk_delete_page": _("删除含下级的页面"),
    "change_page": _("编辑页面"),
    "lock_page": _("锁定页面"),
    "publish_page": _("发布页面"),
    "unlock_page": _("解锁页面"),
}
# Of snippets that are reviewed; Wagtail makes them without gettext.
SNIPPET_RIGHTS = {"Can lock": _("锁定"), "Can publish": _("发布"), "Can unlock": _("解锁")}
_label_of_right = wagtailusers_tags.normalize_permission_label


def label_of_right(right) -> str:
    label = _label_of_right(right)
    return SNIPPET_RIGHTS.get(label, label)


class SynchronisationForm(localize.LocaleSynchronizationModelForm):
    """Names its fields in Chinese; also the base of the form to which wagtail-localize adds `enabled`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in (("enabled", _("启用")), ("sync_from", _("同步自"))):
            if name in self.fields:
                self.fields[name].label = label


class WordsComparison(FieldComparison):
    def words(self, value: object) -> str:
        return "" if value is None else str(value)

    def htmldiff(self):
        before, after = self.words(self.val_a), self.words(self.val_b)
        return TextDiff(
            [(change, words) for change, words in (("deletion", before), ("addition", after)) if words]
        ).to_html()


class MomentComparison(WordsComparison):
    def words(self, value):
        return moment(value) if value else ""


class TickComparison(WordsComparison):
    def words(self, value):
        return yes_or_no(value)


def replace_foreign_labels() -> None:
    """Set our labels on Wagtail's classes; called once, when the core app is ready."""
    for column in SitesView.columns:
        column.label = COLUMNS.get(column.name, column.label)
    for form in (PagePermissionsForm, WorkflowPageForm):
        form.base_fields["page"].label = _("页面")
    WorkflowContentTypeForm.base_fields["content_types"].label = _("内容类型")
    wagtailusers_tags.normalize_permission_label = label_of_right
    # Only screen readers read these: the columns have headings.
    rights = PagePermissionsForm.base_fields["permissions"]
    rights.label_from_instance = lambda right: PAGE_RIGHTS.get(right.codename, right.name)
    localize.LocaleSynchronization.base_form_class = SynchronisationForm


def compare_in_words() -> None:
    """Replace Wagtail's comparisons, which show Python's own words: None2026-05-08 06:30:00+00:00."""
    for field in (models.DateField, models.IntegerField, models.DecimalField):
        register_comparison_class(field, comparison_class=WordsComparison)
    register_comparison_class(models.DateTimeField, comparison_class=MomentComparison)
    register_comparison_class(models.BooleanField, comparison_class=TickComparison)
