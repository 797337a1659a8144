"""The list of everybody who has signed up, and what the organiser's screens share: who may enter, way back, forms."""

from collections.abc import Iterator

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets.button import Button, HeaderButton

from interact.activities.plans.models.pages import ActivityPage
from interact.activities.signups import queries
from interact.activities.signups.models import Signup, SignupPage
from interact.activities.signups.rules import MOST_COMPANIONS, NAME_LENGTH, SignupState
from interact.questionnaires.queries import written
from unionsite.accounts.people.names import normalised_number
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.columns import Column, FileColumn, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.filters import SelectFilter
from unionsite.core.form_fields import PlainTextField
from unionsite.core.screens import FileListView, RightRequiredMixin

_LOOKS = {SignupState.PLACED: "primary", SignupState.WAITING: "warning", SignupState.CANCELLED: "off"}


def address_for(user, page: ActivityPage) -> str | None:
    """Return the address of the list of people, None for who may not see it."""
    return reverse("signups_admin:list", args=[page.pk]) if queries.may_manage(user, page) else None


def buttons(page, user) -> Iterator[Button]:
    """Yield the button to the list on a page's edit screen, if the user may see it."""
    is_plan = isinstance(page, SignupPage) and page.pk and page == page.original
    if is_plan and (address := address_for(user, page)):
        yield Button(_("报名名单"), url=address, icon_name="group", priority=62)


class OfActivityMixin(RightRequiredMixin):
    """A screen of one activity, for those who may see its people; no browser stores it."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.activity = self.find_activity()
        if self.activity is None:
            raise Http404

    def find_activity(self) -> SignupPage | None:
        # Not `pk`, which is a link between tables: there an endless number breaks the database.
        return queries.find_activity(id=self.kwargs["page_id"])

    def may_enter(self, user) -> bool:
        return queries.may_manage(user, self.activity)

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def get_above(self):
        address = reverse("wagtailadmin_pages:edit", args=[self.activity.pk])
        return [(reverse("activities_admin:index"), _("活动")), (address, self.activity.title)]

    def get_page_subtitle(self):
        return self.activity.title

    def address_of(self, name: str) -> str:
        return reverse(f"signups_admin:{name}", args=[self.activity.pk])


class BelowListMixin(OfActivityMixin):
    def get_above(self):
        return [*super().get_above(), (self.address_of("list"), _("报名名单"))]


class OneSignupMixin(BelowListMixin):
    """A screen of one sign-up, found by its code."""

    def find_activity(self):
        self.signup = (
            Signup.objects.with_people().select_related("checked_in_by").filter(code=self.kwargs["code"]).first()
        )
        return queries.find_activity(translation_key=self.signup.activity) if self.signup else None


class NumberField(forms.CharField):
    """A 工号, however typed."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("工号"),
            max_length=40,
            widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
            error_messages={"required": gettext_lazy("请填写工号。")},
            **kwargs,
        )

    def clean(self, value):
        return normalised_number(super().clean(value))


class DoorForm(forms.Form):
    number = NumberField()


class AddForm(forms.Form):
    number = NumberField()
    companions = PlainTextField(
        label=gettext_lazy("随行人员"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一行一人：姓名，空一格写与职工的关系。没有则不填。"),
    )

    def clean_companions(self) -> list[dict[str, str]]:
        rows = []
        for line in filter(None, map(str.strip, self.cleaned_data["companions"].split("\n"))):
            name, _space, relation = line.replace("\u3000", " ").partition(" ")
            rows.append({"name": name, "relation": relation.strip()})
        if len(rows) > MOST_COMPANIONS or any(len(part) > NAME_LENGTH for row in rows for part in row.values()):
            raise forms.ValidationError(_("人太多，或者姓名太长，请核对。"))
        return rows


class ReasonForm(forms.Form):
    reason = PlainTextField(
        label=gettext_lazy("原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明原因。")},
    )


class SignupFilters(WagtailFilterSet):
    state = SelectFilter(gettext_lazy("状态"), SignupState.choices)
    came = SelectFilter(
        gettext_lazy("签到"), [("yes", gettext_lazy("已签到")), ("no", gettext_lazy("未签到"))], method="filter_came"
    )

    def filter_came(self, rows, _name, value):
        return rows.filter(checked_in_at__isnull=value == "no")


class SignupsView(OfActivityMixin, FileListView):
    """Everybody who has signed up, in the order of signing up; as a file it is the list for the door."""

    page_title = gettext_lazy("报名名单")
    header_icon = "group"
    model = Signup
    filterset_class = SignupFilters
    search_fields = ["person__name", "person__employee_number"]
    default_ordering = "queue"
    empty_message = gettext_lazy("还没有人报名。")

    index_url_name = "signups_admin:list"

    def get_base_queryset(self):
        return Signup.objects.of(self.activity).with_people()

    def get_own_label(self):
        return self.page_title

    @cached_property
    def columns(self):
        asked = [
            FileColumn(one.label, lambda row, name=one.clean_name: written(row.answers.get(name)))
            for one in (self.activity.question_list if self.is_file else ())
        ]
        return [
            TitleColumn("person", label=_("姓名"), url_name="signups_admin:check_in", id_accessor="code"),
            Column("number", _("工号"), "person.employee_number"),
            Column("department", _("部门"), "person.department"),
            Column("phone", _("电话"), "person.phone"),
            Column("companions", _("随行"), queries.companions_in_words),
            FileColumn(_("人数"), "seats"),
            *asked,
            TagsColumn("state", _("状态"), lambda row: [(row.get_state_display(), _LOOKS[row.state])]),
            MomentColumn("signed_at", _("报名时间")),
            MomentColumn("checked_in_at", _("签到")),
        ]

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(_("现场签到"), url=self.address_of("door"), icon_name="check", priority=1),
            HeaderButton(_("代为报名"), url=self.address_of("add"), icon_name="plus", priority=2),
            HeaderButton(_("导出Excel"), url=self.file_address("xlsx"), icon_name="download", priority=10),
        ]

    file_name = "signups"

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if self.is_file and response.status_code == 200:
            audit.record(Action.SIGNUPS_EXPORTED, actor=request.user, subject=self.activity)
        return response
