"""The form of a plan."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from unionsite.accounts.models import User
from unionsite.core.models.pieces import kind_labels
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.freshness.querysets import places


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
