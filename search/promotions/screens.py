"""法规与用词 → 搜索置顶: which pages come first for a query. At Wagtail's addresses, but without its outside links and
texts, which would be public without a review."""

from collections.abc import Sequence

from django import forms
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets import AdminPageChooser
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.contrib.search_promotions.views.settings import IndexView
from wagtail.models import Page

from search import choices
from search.promotions.queries import MOST_SHOWN
from search.typed_query import promotion_key
from unionsite.core.queries import is_closed
from unionsite.core.screens import FormScreen

INDEX = "wagtailsearchpromotions:index"
TITLE = gettext_lazy("搜索置顶")
LABELS = (gettext_lazy("第一页"), gettext_lazy("第二页"), gettext_lazy("第三页"))[:MOST_SHOWN]


class PromotionForm(forms.Form):
    """A query and the pages that come first for it, as many as readers are shown."""

    text = forms.CharField(
        label=gettext_lazy("搜索词"),
        max_length=255,
        help_text=gettext_lazy("读者查的整个词，如“体检”。大小写、全角半角、标点不影响。"),
    )

    def __init__(self, *args, query: Query | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.query = query
        for number, label in enumerate(LABELS):
            self.fields[f"page_{number}"] = forms.ModelChoiceField(
                Page.objects.filter(depth__gt=1),
                label=label,
                required=not number,
                widget=AdminPageChooser(),
                error_messages={"required": _("请选择一页。"), "invalid_choice": _("没有这一页，请重新选择。")},
            )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        key = promotion_key(text)
        if not key:
            raise forms.ValidationError(_("请写汉字、字母或数字。"))
        if key in promoted_queries(but=self.query):
            raise forms.ValidationError(_("“%(text)s”已有置顶，请在列表里修改那一条。") % {"text": text})
        return text

    def clean(self):
        data = super().clean()
        pages: list[Page] = []
        for name in [name for name in self.fields if name.startswith("page_")]:
            page = data.get(name)
            if page is None:
                continue
            if page in pages:
                self.add_error(name, _("这一页上面已经选了。"))
            elif not Page.objects.live().filter(pk=page.pk).exclude(is_closed()).exists():
                self.add_error(name, _("这一页没有公开，读者看不到，请另选一页。"))
            pages.append(page)
        self.pages = pages
        return data


@transaction.atomic
def set_promoted(*, text: str, pages: Sequence[Page], instead_of: Query | None = None) -> Query:
    """Put exactly these pages first for a query, in this order; the query `instead_of` loses its promotions.
    Receivers record it and make it take effect."""
    query = Query.get(text)
    former = {promotion.page_id: promotion for promotion in query.editors_picks.all()}
    gone = [] if instead_of in (None, query) else list(instead_of.editors_picks.all())
    for number, page in enumerate(pages):
        promotion = former.pop(page.pk, None) or SearchPromotion(query=query, page=page)
        if promotion.sort_order != number:
            promotion.sort_order = number
            promotion.save()
    for promotion in (*former.values(), *gone):
        promotion.delete()
    return query


def promoted_queries(*, but: Query | None = None) -> dict[str, int]:
    """Return the queries with promotions: the primary key by the promotion key; one query."""
    queries = Query.objects.filter(editors_picks__isnull=False).exclude(pk=but and but.pk).distinct()
    return {promotion_key(text): pk for pk, text in queries.values_list("pk", "query_string")}


def pages_in_words(query: Query) -> str:
    titles = []
    for promotion in sorted(query.editors_picks.all(), key=lambda one: (one.sort_order or 0, one.pk)):
        if promotion.page is None:
            titles.append(promotion.external_link_text or promotion.external_link_url)
        elif promotion.page.live:
            titles.append(promotion.page.title)
        else:
            titles.append(_("%(title)s（没有公开，不显示）") % {"title": promotion.page.title})
    return _("、").join(titles)


class PromotionsView(IndexView):
    page_title = TITLE
    add_item_label = gettext_lazy("添加置顶")
    columns = [
        TitleColumn(
            "query_string",
            label=gettext_lazy("搜索词"),
            url_name="wagtailsearchpromotions:edit",
            sort_key="query_string",
        ),
        Column("editors_picks", label=gettext_lazy("先显示的页面"), accessor=pages_in_words),
    ]


class PromoteView(FormScreen):
    """Adds a promotion; `?q=` fills in the query, and one that is promoted already leads to its own screen."""

    right = choices.PROMOTE
    form_class = PromotionForm
    template_name = "search/admin/promote.html"
    page_title = gettext_lazy("添加置顶")
    header_icon = "pick"
    above = [(reverse_lazy(INDEX), TITLE)]
    query: Query | None = None

    def get(self, request, *args, **kwargs):
        if self.query is None and (pk := promoted_queries().get(promotion_key(self.wanted))):
            return redirect("wagtailsearchpromotions:edit", pk)
        return super().get(request, *args, **kwargs)

    @property
    def wanted(self) -> str:
        return self.request.GET.get("q", "")[:255].replace("\x00", "")

    def get_initial(self):
        return {"text": self.wanted}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"query": self.query}

    def carry_out(self, form):
        query = set_promoted(text=form.cleaned_data["text"], pages=form.pages, instead_of=self.query)
        told = {"text": query, "count": len(form.pages)}
        self.done = _("查“%(text)s”时先显示%(count)d页，立即起作用。") % told


class PromotionEditView(PromoteView):
    right = choices.CHANGE_PROMOTED
    page_title = gettext_lazy("修改置顶")

    @cached_property
    def query(self) -> Query:
        return get_object_or_404(Query, pk=self.kwargs["query_id"])

    def get_initial(self):
        pages = self.query.editors_picks.order_by("sort_order", "pk").values_list("page", flat=True)[:MOST_SHOWN]
        return {"text": self.query.query_string} | {f"page_{number}": page for number, page in enumerate(pages)}

    def get_context_data(self, **kwargs):
        may_clear = self.request.user.has_perm(choices.CLEAR_PROMOTED)
        return super().get_context_data(**kwargs) | {"query": self.query, "may_clear": may_clear}


# These come before Wagtail's own with the same addresses.
urlpatterns = [
    path("searchpicks/", PromotionsView.as_view(), name="search_promotions"),
    path("searchpicks/results/", PromotionsView.as_view(results_only=True), name="search_promotions_results"),
    path("searchpicks/add/", PromoteView.as_view(), name="search_promotions_add"),
    path("searchpicks/<int:query_id>/", PromotionEditView.as_view(), name="search_promotions_edit"),
]
