"""The periods, opening one, and one period with the totals of its cards and its freezing."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from unionsite.core.columns import FactColumn, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.screens import FormScreen, ListView, RightRequiredMixin, Screen, telling
from unionsite.oversight.scores import queries, services
from unionsite.oversight.scores.choices import HANDLE, VIEW
from unionsite.oversight.scores.forms import PeriodForm
from unionsite.oversight.scores.models import ScorePeriod

ICON = "decimal"


def tags_of(period: ScorePeriod) -> list[tuple[str, str]]:
    if period.frozen_at:
        return [(_("已封存"), "off")]
    return [(_("待封存"), "warning")] if period.has_ended(timezone.localdate()) else [(_("进行中"), "primary")]


class SeenMixin(RightRequiredMixin):
    """For who watches, and for staff of a department."""

    def may_enter(self, user) -> bool:
        return queries.may_enter(user)


def only_handlers(user) -> None:
    if not user.has_perm(HANDLE):
        raise PermissionDenied


class PeriodsView(SeenMixin, ListView):
    menu_right = staticmethod(queries.may_enter)
    model = ScorePeriod
    page_title = gettext_lazy("考核评分")
    buttons = [
        (gettext_lazy("建立考核周期"), "scores_admin:open", "plus", HANDLE),
        (gettext_lazy("考核项目"), "score-items:index", "list-ul", "oversight.view_scoreitem"),
    ]
    header_icon = ICON
    index_url_name = "scores_admin:index"
    default_ordering = ("-year", "length", "-number")
    empty_message = gettext_lazy("还没有建立考核周期。建立一个月度、季度或年度后，以后各期由系统自动建立。")
    columns = [
        TitleColumn(
            "period",
            label=gettext_lazy("考核周期"),
            accessor=str,
            get_url=lambda row: reverse("scores_admin:period", args=[row.pk]),
        ),
        TagsColumn("state", label=gettext_lazy("状态"), accessor=tags_of),
        MomentColumn("frozen_at", label=gettext_lazy("封存时间")),
        FactColumn("frozen_by", gettext_lazy("封存人")),
    ]

    def get_base_queryset(self):
        return ScorePeriod.objects.select_related("frozen_by")


class OpenView(FormScreen):
    right = HANDLE
    form_class = PeriodForm
    page_title = gettext_lazy("建立考核周期")
    header_icon = "plus"
    submit_button_label = gettext_lazy("建立")
    done = gettext_lazy("已建立。")
    refused_field = "number"

    def get_initial(self):
        today = timezone.localdate()
        return {"year": today.year, "number": today.month}

    def carry_out(self, form):
        period = services.open_period(**form.cleaned_data, actor=self.request.user)
        return reverse("scores_admin:period", args=[period.pk])


class PeriodMixin(SeenMixin):
    """What belongs to one period."""

    header_icon = ICON

    @cached_property
    def period(self) -> ScorePeriod:
        return get_object_or_404(ScorePeriod.objects.select_related("frozen_by"), pk=self.kwargs["period_id"])


class PeriodView(PeriodMixin, Screen, TemplateView):
    """The cards of a period with totals, grades and places; a press freezes it (POST)."""

    template_name = "oversight/scores/period.html"

    def get_page_title(self):
        return str(self.period)

    def post(self, request, *args, **kwargs):
        only_handlers(request.user)
        with telling(request, _("已封存。封存后发现错了的，请更正考核通报。")):
            services.freeze(period=self.period, actor=request.user)
        return redirect("scores_admin:period", self.period.pk)

    def get_context_data(self, **kwargs):
        user, period, today = self.request.user, self.period, timezone.localdate()
        cards = queries.cards_of(period, today)
        places, waiting = queries.places_of(cards), queries.objections_by_department(period)
        sees_all = user.has_perm(VIEW)
        return super().get_context_data(**kwargs) | {
            "period": period,
            "tags": tags_of(period),
            "rows": [
                (card, places.get(card.number) if sees_all else None, waiting[card.department])
                for card in cards
                if queries.may_see(user, card.department)
            ],
            "may_freeze": user.has_perm(HANDLE) and not period.frozen_at and period.has_ended(today),
        }
