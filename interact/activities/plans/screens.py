"""Screens of the staff: all activities with what they still need, and cancelling."""

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.activities.plans.choices import CancelCause, State
from interact.activities.plans.models.pages import ActivityIndexPage, ActivityPage
from interact.activities.plans.models.records import ActivityRecord
from interact.activities.plans.queries import without_summary
from interact.activities.plans.services import cancel_activity
from interact.participation.models import Participation
from unionsite.core.columns import Column, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.form_fields import PlainTextField
from unionsite.core.screens import FormScreen, ListView
from unionsite.core.tabs import new_button
from unionsite.core.waiting import Work

ADMIN = "wagtailadmin.access_admin"
CANCEL = "activities.cancel_activity"
VIEW = "activities.view_activityrecord"
# For a kind whose staff work with the people who take part: `address(user, page)` of their list, None without a right.
PEOPLE: dict[str, Callable[..., str | None]] = {}
_LOOKS = {State.OPEN: "primary", State.UPCOMING: "", State.CLOSED: "off", State.CANCELLED: "warning"}


class ActivitiesView(ListView):
    """All published activities, newest first: state, turnout, what is late (S-5.4, S-5.5)."""

    right = VIEW
    page_title = gettext_lazy("活动")
    header_icon = "tablet-alt"
    index_url_name = "activities_admin:index"
    model = ActivityPage
    default_ordering = "-opens_at"
    search_fields = ["title"]
    empty_message = gettext_lazy("还没有发布过活动。新建的活动经初审、终审后列在这里。")

    @cached_property
    def header_buttons(self):
        return new_button(self.request.user, ActivityIndexPage, _("新建活动"))

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "title", label=_("活动"), get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk])
            ),
            Column("kind", label=_("种类"), accessor="get_kind_display"),
            TagsColumn("state", label=_("状态"), accessor=self.tags),
            MomentColumn("opens_at", label=_("开始")),
            MomentColumn("closes_at", label=_("截止")),
            TitleColumn(
                "turnout",
                label=_("参与人数"),
                accessor=lambda page: self.numbers.get(page.translation_key, 0),
                get_url=self.people_of,
            ),
            Column("in_charge", label=_("负责人")),
        ]

    def get_base_queryset(self):
        pages = ActivityPage.objects.originals(settings.LANGUAGE_CODE).filter(live=True)
        return pages.with_state().select_related("in_charge")

    def people_of(self, page) -> str | None:
        address = PEOPLE.get(page.kind)
        return address(self.request.user, page) if address else None

    @cached_property
    def numbers(self) -> dict:
        """Return how many took part in each activity of this page of the list."""
        keys = [page.translation_key for page in self.object_list]
        given = Participation.objects.filter(activity__in=keys).order_by().values_list("activity")
        return dict(given.annotate(number=Count("pk")))

    @cached_property
    def records(self) -> dict:
        keys = [page.translation_key for page in self.object_list]
        return {record.activity: record for record in ActivityRecord.objects.filter(activity__in=keys)}

    def tags(self, page) -> list[tuple[str, str]]:
        state = page.times.state(self.now)
        tags = [(str(state.label), _LOOKS[state])]
        if state == State.UPCOMING and page.times.is_late:
            tags.append((_("宣传不足"), "warning"))
        record = self.records.get(page.translation_key)
        if record and record.summary_due_on and not page.conclusion:
            is_late = timezone.localdate(self.now) > record.summary_due_on
            words = _("总结逾期") if is_late else _("待总结")
            tags.append((words, "warning" if is_late else ""))
        return tags


class CancelForm(forms.Form):
    cause = forms.ChoiceField(
        label=gettext_lazy("取消的原因"),
        choices=CancelCause.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("会立即显示在活动页面上，所有人都能看到。取消后不能恢复。"),
        error_messages={"required": gettext_lazy("请选择取消的原因。")},
    )
    note = PlainTextField(
        label=gettext_lazy("说明"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("需要时写明情况，只记入审计日志，不公开。"),
    )


class CancelView(FormScreen):
    """Cancels an activity; everybody reads one of the fixed causes."""

    right = CANCEL
    form_class = CancelForm
    refused_field = "cause"
    page_title = gettext_lazy("取消活动")
    header_icon = "cross"
    submit_button_label = gettext_lazy("取消这项活动")
    done = gettext_lazy("活动已取消，原因已显示在活动页面上。")

    def dispatch(self, request, *args, **kwargs):
        self.activity = ActivityPage.objects.filter(id=kwargs["page_id"], live=True).specific().first()
        if self.activity is None:
            raise Http404
        if not request.user.has_perm(ADMIN):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.activity.title

    def carry_out(self, form):
        cancel_activity(page=self.activity, actor=self.request.user, **form.cleaned_data)
        return reverse("wagtailadmin_pages:edit", args=[self.activity.pk])


app_name = "activities_admin"
urlpatterns = [
    *ActivitiesView.paths(),
    path("<int:page_id>/cancel/", CancelView.as_view(), name="cancel"),
]


def offer_work(user, now):
    """Offer the summaries that this person owes of activities that have ended, and those that others owe too long."""
    today = timezone.localdate(now)
    for page, record in without_summary(today) if user.has_perm(VIEW) else []:
        if page.in_charge_id == user.pk or record.summary_due_on < today:
            address = reverse("wagtailadmin_pages:edit", args=[page.pk])
            yield Work(_("写《%s》的活动总结") % page.title, _("去写"), address, by=record.summary_due_on)
