"""The plans themselves: a plain register (S-7.4)."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView

from unionsite.accounts.models import User
from unionsite.core.columns import Column, FactColumn
from unionsite.core.models.pieces import kind_labels
from unionsite.core.screens import ListViewSet
from unionsite.oversight.freshness import services
from unionsite.oversight.freshness.models import UpdatePlan, places


class PlanForm(WagtailAdminModelForm):
    """`UpdatePlan.clean` refuses a kind that the section does not have."""

    kind = forms.ChoiceField(
        label=UpdatePlan._meta.get_field("kind").verbose_name,
        help_text=UpdatePlan._meta.get_field("kind").help_text,
        required=False,
    )

    class Meta:
        model = UpdatePlan
        fields = ["section", "kind", "limit_days", "monthly", "is_key", "owner", "note"]
        field_classes = {"section": forms.ModelChoiceField, "owner": forms.ModelChoiceField}
        widgets = {"section": forms.Select, "owner": forms.Select}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = places()
        self.fields["section"].label_from_instance = lambda page: page.title
        self.fields["kind"].choices = [("", _("整个栏目")), *kind_labels().items()]
        staff = User.objects.filter(is_active=True, groups__isnull=False).distinct().order_by("name", "username")
        self.fields["owner"].queryset = staff
        self.fields["owner"].empty_label = _("不指定")

    def clean_note(self):
        return self.cleaned_data["note"].replace("\x00", "")


PLANS = "update_plans"


class PlanIndexView(IndexView):
    @cached_property
    def columns(self):
        return [
            self._get_title_column("__str__"),
            Column("limit_days", label=gettext_lazy("期限（天）"), sort_key="limit_days"),
            FactColumn("monthly", gettext_lazy("每月计划")),
            BooleanColumn("is_key", label=gettext_lazy("重点板块"), sort_key="is_key"),
            FactColumn("owner", gettext_lazy("责任人")),
            FactColumn("note", gettext_lazy("备注")),
        ]

    def get_base_queryset(self):
        return UpdatePlan.objects.in_order()


class SavedByServiceMixin:
    def save_instance(self):
        return services.save_plan(plan=self.form.save(commit=False), actor=self.request.user)

    def get_last_updated_info(self):
        # The audit log holds the changes.
        return None


class PlanCreateView(SavedByServiceMixin, CreateView):
    pass


class PlanEditView(SavedByServiceMixin, EditView):
    pass


class PlanDeleteView(DeleteView):
    def delete_action(self):
        services.delete_plan(plan=self.object, actor=self.request.user)


class PlanViewSet(ListViewSet):
    model = UpdatePlan
    icon = "cog"
    menu_label = gettext_lazy("更新计划")
    url_prefix = "freshness/plans"
    list_per_page = 50
    search_fields = ["section__title", "note"]
    search_backend_name = None
    index_view_class = PlanIndexView
    add_view_class = PlanCreateView
    edit_view_class = PlanEditView
    delete_view_class = PlanDeleteView
    ordering = ["section__path", "kind"]

    def get_form_class(self, for_update=False):
        return PlanForm


plans = PlanViewSet(PLANS)
