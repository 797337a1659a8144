"""What the organiser's screens share: who may enter, the way back, how other screens lead to the list, the forms."""

from collections.abc import Iterator

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button

from interact.activities.plans.models.pages import ActivityPage
from interact.activities.signups import queries
from interact.activities.signups.choices import MOST_COMPANIONS, NAME_LENGTH
from interact.activities.signups.models import Signup, SignupPage
from unionsite.accounts.people.names import normalised_number
from unionsite.core.form_fields import PlainTextField
from unionsite.core.screens import RightRequiredMixin


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
