"""The chooser for cited articles, with its block."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser as chooser_views
from wagtail.admin.viewsets.chooser import ChooserViewSet

EXCERPT_LENGTH = 70


class ArticleFilterForm(BaseFilterForm):
    """Finds an article by the name of its statute, its number and its words, without the search index."""

    q = forms.CharField(
        label=_("查找法条"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": _("如：劳动合同法39，劳动合同法第三十九条，年休假")}),
    )

    def filter(self, objects):
        objects = super().filter(objects)
        if typed := self.cleaned_data["q"].strip():
            self.is_searching = True
            self.search_query = typed
            objects = objects.matching(typed)
        return objects


class ArticleListMixin:
    filter_form_class = ArticleFilterForm
    ordering = ("statute__slug", "position")

    @property
    def columns(self):
        excerpt = Column(
            "excerpt",
            label=_("条文"),
            accessor=lambda article: article.excerpt(EXCERPT_LENGTH),
        )
        return [*super().columns, excerpt]


class ChooseArticleView(ArticleListMixin, chooser_views.ChooseView):
    pass


class ChooseArticleResultsView(ArticleListMixin, chooser_views.ChooseResultsView):
    pass


class StatuteArticleChooserViewSet(ChooserViewSet):
    model = "laws.StatuteArticle"
    icon = "doc-full-inverse"
    choose_one_text = _("选择法条")
    choose_another_text = _("换一条")
    choose_view_class = ChooseArticleView
    choose_results_view_class = ChooseArticleResultsView
    per_page = 20


article_chooser = StatuteArticleChooserViewSet("statute_article_chooser")

StatuteArticleChooserBlock = article_chooser.get_block_class(
    name="StatuteArticleChooserBlock", module_path="unionsite.laws.screens"
)
