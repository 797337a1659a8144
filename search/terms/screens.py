"""The report 搜索词: what readers look for, and what they do not find."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.pages.create import CreateView
from wagtail.models import Locale

from rights.models import RightsAnswerIndexPage
from search import choices
from search.choices import LONGEST_TERM
from search.promotions.screens import promoted_queries
from search.terms.models import SearchTerm
from search.terms.queries import TermRow, View, terms_report
from search.typed_query import promotion_key
from search.words.models import LexiconEntry
from search.words.rules import EntryKind
from search.words.screens import ActionsColumn
from unionsite.core.columns import Column, FactColumn, FileColumn
from unionsite.core.filters import PeriodFilter, RadioFilter
from unionsite.core.screens import FileListView

INDEX = "search_terms:index"
TITLE = gettext_lazy("搜索词")
DAYS = 30


class TermFilterSet(WagtailFilterSet):
    """Only the form of the filters: the report filters in one query of its own."""

    view = RadioFilter(gettext_lazy("看什么"), View.choices, empty_label=None)
    days = PeriodFilter()
    language = RadioFilter(gettext_lazy("语言"), settings.LANGUAGES)


class NumberColumn(Column):
    def __init__(self, *args, is_minor=False, **kwargs):
        super().__init__(*args, classname="search-number search-minor" if is_minor else "search-number", **kwargs)


class TermsView(FileListView):
    """The report and its file: `?view=&days=&language=&q=`."""

    right = choices.VIEW_TERMS
    model = SearchTerm
    page_title = TITLE
    header_icon = "search"
    index_url_name = INDEX
    template_name = "search/admin/list.html"
    results_template_name = "search/admin/terms_results.html"
    filterset_class = TermFilterSet
    search_fields = ["term"]
    file_name = "search-terms"

    @cached_property
    def columns(self):
        return [
            Column("term", TITLE, classname="search-term"),
            FileColumn(gettext_lazy("语言"), lambda row: dict(settings.LANGUAGES).get(row.language, row.language)),
            NumberColumn("times", gettext_lazy("次数")),
            NumberColumn("before", gettext_lazy("上一时段"), is_minor=True),
            NumberColumn(
                "change", gettext_lazy("增减"), lambda row: f"{row.change:+d}" if row.change else "0", saved="change"
            ),
            NumberColumn("missed", gettext_lazy("其中无结果")),
            NumberColumn("useless", gettext_lazy("没有用")),
            NumberColumn("found", gettext_lazy("最近一次的结果数"), is_minor=True),
            FactColumn("last", gettext_lazy("最近一次"), classname="search-short search-minor"),
            ActionsColumn("actions", gettext_lazy("办理"), self.actions_of, saved=False),
        ]

    @cached_property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @cached_property
    def wanted(self) -> dict[str, str] | None:
        """Return the view, days and language that are asked for; None when the filters make no sense."""
        if not self.filters.is_valid():
            return None
        chosen = self.filters.form.cleaned_data
        defaults = {"view": View.ASKED.value, "days": str(DAYS), "language": ""}
        return {name: chosen[name] or default for name, default in defaults.items()}

    def get_queryset(self) -> list[TermRow]:
        if self.wanted is None:
            return []
        parameters = self.wanted | {"days": int(self.wanted["days"])}
        return terms_report(**parameters, today=self.today, text=self.search_query)

    def actions_of(self, row: TermRow) -> list[tuple[str, str, bool]]:
        """Return what can be done about a word, for users with the right; what is done already links to it."""
        actions, asked = [], urlencode({"q": row.term})
        if row.term in self.words:
            actions.append((_("已有同义词"), f"{reverse('search_words:list')}?{asked}", True))
        elif self.request.user.has_perm(choices.ADD_WORDS):
            parameters = urlencode({"kind": "synonym", "terms": row.term})
            actions.append((_("加同义词"), f"{reverse('search_words:add')}?{parameters}", False))
        if self.request.user.has_perm(choices.PROMOTE):
            if pk := self.promoted.get(promotion_key(row.term)):
                actions.append((_("已置顶"), reverse("wagtailsearchpromotions:edit", args=[pk]), True))
            else:
                actions.append((_("置顶一页"), f"{reverse('wagtailsearchpromotions:add')}?{asked}", False))
        if self.may_answer:
            actions.append((_("写一条问答"), f"{reverse('search_terms:answer')}?{asked}", False))
        return actions

    @cached_property
    def words(self) -> set[str]:
        """Return the terms in the union's own synonyms that readers might type; one query."""
        entries = LexiconEntry.objects.filter(kind=EntryKind.SYNONYM, is_off=False)
        return {term for terms in entries.values_list("terms", flat=True) for term in terms.split(", ")}

    @cached_property
    def may_answer(self) -> bool:
        index = answer_index()
        return index is not None and index.permissions_for_user(self.request.user).can_add_subpage()

    @cached_property
    def promoted(self) -> dict[str, int]:
        return promoted_queries()

    @cached_property
    def is_filtering(self):
        # The tabs do not count as a filter.
        return bool(self.filters.is_valid() and set(self.filters.form.changed_data) - {"view"})

    @cached_property
    def active_filters(self):
        return [one for one in super().active_filters if not one.auto_id.startswith("id_view")]

    @cached_property
    def empty_message(self):
        if self.wanted and self.wanted["view"] == View.UNANSWERED:
            return _("这一时段查的词都有结果，也没有人说没有用。")
        return _("这一时段还没有人用搜索。")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"tabs": self.tabs(), "lead": self.lead()}

    def tabs(self) -> list[tuple[str, str, bool]]:
        """Return (label, address, whether it is shown) of the tabs; they keep the other filters."""
        shown = self.wanted and self.wanted["view"]
        parameters = self.request.GET.copy()
        for other in (self.page_kwarg, "_w_filter_fragment"):
            parameters.pop(other, None)
        found = []
        for value, label in View.choices:
            parameters["view"] = value
            found.append((label, f"{reverse(INDEX)}?{parameters.urlencode()}", value == shown))
        return found

    def lead(self) -> str:
        """Return a text on what is shown, for which days, and what to do about it."""
        if self.wanted is None:
            return ""
        days = int(self.wanted["days"])
        period = {
            "period": dict(PeriodFilter.PERIODS)[self.wanted["days"]],
            "start": date_format(self.today - timedelta(days=days - 1), "MONTH_DAY_FORMAT"),
            "stop": date_format(self.today, "MONTH_DAY_FORMAT"),
        }
        if self.wanted["view"] == View.UNANSWERED:
            words = _(
                "%(period)s（%(start)s至%(stop)s）查不到内容，或者查到了说没有用的词。网站上有、只是说法不同的，加同义词；"
                "应当先看某一页的，置顶；大家常问、还没有回答的，写一条问答。"
            )
        else:
            words = _("%(period)s（%(start)s至%(stop)s）查得最多的词；“增减”是与上一个同样长的时段相比。")
        return words % period


def answer_index() -> RightsAnswerIndexPage | None:
    return RightsAnswerIndexPage.objects.filter(locale=Locale.get_default()).order_by("path").first()


class NewAnswerView(CreateView):
    """The form of a new answer, with what readers looked for as its question; from there it goes the usual way."""

    http_method_names = ["get"]

    def dispatch(self, request):
        if (index := answer_index()) is None:
            raise Http404
        return super().dispatch(request, "rights", "rightsanswerpage", index.pk)

    def get(self, request):
        self.page.title = request.GET.get("q", "")[:LONGEST_TERM]
        return super().get(request)


app_name = "search_terms"
urlpatterns = [
    *TermsView.paths(),
    path("answer/", NewAnswerView.as_view(), name="answer"),
]
