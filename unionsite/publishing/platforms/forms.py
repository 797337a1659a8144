"""Forms of the staff for plan, register, posts and posting tasks."""

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminPageChooser
from wagtail.models import Page

from unionsite.accounts.models import Department
from unionsite.core.models import PiecePage
from unionsite.core.models.pieces import kind_labels
from unionsite.core.models.sections import sections
from unionsite.core.refusals import reason
from unionsite.publishing.platforms import queries
from unionsite.publishing.platforms.models import PlannedItem, Platform

NO_REASON = gettext_lazy("请用几个字写明原因。")


class MomentField(forms.DateTimeField):
    """A time from 2000 to 2099: nobody plans beyond that, and arithmetic near the year 9999 fails."""

    widget = AdminDateTimeInput
    FIRST, LAST = 2000, 2100

    def clean(self, value):
        moment = super().clean(value)
        if moment is not None and not self.FIRST <= moment.year < self.LAST:
            raise forms.ValidationError(_("请核对年份。"))
        return moment


class PastField(MomentField):
    def clean(self, value):
        moment = super().clean(value)
        if moment and moment > timezone.now():
            raise forms.ValidationError(_("发布时间不能晚于现在。"))
        return moment


_ACCOUNT = ("name", "kind", "account_id", "department", "administrator")
_LIFE = ("registration", "opened_on", "filing_number", "filed_on", "closing_on", "closed_on")


class PlatformForm(forms.ModelForm):
    class Meta:
        model = Platform
        fields = [*_ACCOUNT, *_LIFE, "title_limit", "digest_limit", "note"]
        widgets = {
            **dict.fromkeys(("opened_on", "filed_on", "closing_on", "closed_on"), AdminDateInput),
            "note": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = usable_departments(self.instance.department_id)
        self.fields["administrator"].queryset = queries.planners()


class PlannedItemForm(forms.ModelForm):
    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    page = forms.ModelChoiceField(
        Page.objects.all(),
        label=gettext_lazy("稿件"),
        required=False,
        widget=AdminPageChooser(target_models=[PiecePage]),
        help_text=gettext_lazy("写好后在这里选中，进度便随稿件的审核和发布自动更新。"),
    )

    planned_at = MomentField(label=gettext_lazy("计划时间"))

    class Meta:
        model = PlannedItem
        fields = ["title", "section", "kind", "planned_at", "owner", "department", "platforms", "page", "note"]
        widgets = {
            "platforms": forms.CheckboxSelectMultiple,
            "note": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        item = self.instance
        self.fields["section"].queryset = sections()
        self.fields["section"].label_from_instance = lambda page: page.title
        self.fields["section"].required = self.fields["owner"].required = True
        self.fields["kind"].choices = [("", _("不限")), *kind_labels().items()]
        self.fields["owner"].queryset = queries.planners()
        self.fields["department"].queryset = usable_departments(item.department_id)
        platforms = Platform.objects.usable()
        if item.pk:
            platforms = (platforms | Platform.objects.filter(planned_items=item)).distinct()
        self.fields["platforms"].queryset = platforms

    def clean_page(self):
        page = self.cleaned_data["page"]
        if page is not None and not issubclass(page.specific_class or Page, PiecePage):
            raise forms.ValidationError(_("请选择一篇稿件，不能选栏目或其他页面。"))
        return page


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=200,
        error_messages={"required": NO_REASON},
        validators=[reason(NO_REASON)],
    )


class PostedForm(forms.Form):
    """Where and when a piece was posted."""

    url = forms.URLField(
        label=gettext_lazy("网址"),
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=gettext_lazy("发布后在平台上打开这篇内容，复制它的网址。"),
    )
    posted_at = PastField(label=gettext_lazy("发布时间"))


class CheckForm(forms.Form):
    """What somebody found who looked at an account on its platform."""

    is_reachable = forms.TypedChoiceField(
        label=gettext_lazy("能正常打开吗"),
        choices=[("yes", gettext_lazy("能打开")), ("no", gettext_lazy("打不开"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    last_post_at = PastField(
        label=gettext_lazy("最近一条内容的时间"),
        required=False,
        help_text=gettext_lazy("打开账号主页，照最上面一条填写；看不到的可以不填。"),
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


class TasksForm(forms.Form):
    """Opens posting tasks for a piece by hand."""

    platforms = forms.ModelMultipleChoiceField(
        Platform.objects.none(), label=gettext_lazy("平台"), widget=forms.CheckboxSelectMultiple
    )
    assigned_to = forms.ModelChoiceField(
        None, label=gettext_lazy("发布人"), required=False, empty_label=gettext_lazy("不指定，由编辑办理")
    )
    due_at = MomentField(label=gettext_lazy("最迟"))

    def __init__(self, *args, platforms, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["platforms"].queryset = platforms
        self.fields["assigned_to"].queryset = queries.posters()


def usable_departments(chosen: int | None):
    """Return the departments in use, and the one with the number `chosen` even if it is not."""
    departments = Department.objects.filter(is_active=True)
    return (departments | Department.objects.filter(pk=chosen)) if chosen else departments
