"""The law library's staff screens: a chooser for cited articles, with its block, and a read-only list of statutes."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import path
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic import chooser as chooser_views
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies.base import BasePermissionPolicy

from unionsite.laws.models import Statute

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


class ReadOnlyPolicy(BasePermissionPolicy):
    """Lets everybody in the admin read; nobody, not even a superuser, may write."""

    def user_has_permission(self, user, action):
        return action == "view" and user.is_active and user.has_perm("wagtailadmin.access_admin")

    def users_with_any_permission(self, actions):
        # Called only to pick people for a task; there is no task about statutes.
        return get_user_model().objects.none()


class StatuteIndexView(IndexView):
    page_title = _("法律法规库")

    def get_base_queryset(self):
        return super().get_base_queryset().with_article_count().by_rank()


class StatuteInspectView(InspectView):
    page_title = _("查看")

    def get_history_display_value(self):
        return format_html_join("", "<p>{}</p>", ((line,) for line in self.object.history_lines)) or "–"

    def get_preamble_display_value(self):
        return self.object.preamble or "–"

    def get_imported_at_display_value(self):
        # The view's template would show the time in UTC.
        return date_format(localtime(self.object.imported_at), "Y-m-d H:i")

    def get_fields_context(self):
        url = self.object.url
        return [
            *super().get_fields_context(),
            {"label": _("条文数"), "value": self.object.articles.filter(number__gt=0).count() or "–"},
            {"label": _("公开页面"), "value": format_html('<a href="{}">{}</a>', url, url)},
        ]

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("在网站上查看"), url=self.object.url, icon_name="view")]


class StatuteViewSet(ModelViewSet):
    """法律法规库: shows what is imported; statutes come only from `import_statutes`."""

    model = Statute
    name = "statutes"
    icon = "clipboard-list"
    menu_label = _("法律法规库")
    menu_order = 600
    add_to_admin_menu = True
    index_view_class = StatuteIndexView
    index_template_name = "laws/admin/statute_index.html"
    inspect_view_class = StatuteInspectView
    inspect_view_enabled = True
    inspect_view_fields = [
        "title",
        "short_title",
        "category",
        "issuer",
        "amended_on",
        "history",
        "preamble",
        "imported_at",
    ]
    copy_view_enabled = False
    add_to_reference_index = False
    exclude_form_fields = ()
    list_display = [
        "short_title",
        "category",
        "issuer",
        "amended_on",
        Column(
            "article_count",
            label=_("条文数"),
            accessor=lambda statute: statute.article_count or "–",
            sort_key="article_count",
        ),
    ]
    list_filter = ["category"]
    list_per_page = 50
    search_fields = ["title", "short_title"]
    search_backend_name = None

    @cached_property
    def permission_policy(self):
        return ReadOnlyPolicy(self.model)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]

    def get_common_view_kwargs(self, **kwargs):
        kwargs = super().get_common_view_kwargs(**kwargs)
        # These addresses do not exist here.
        for name in ("add", "edit", "delete", "history", "usage"):
            kwargs.pop(f"{name}_url_name", None)
        return kwargs

    def get_permissions_to_register(self):
        return Permission.objects.none()

    def register_admin_url_finder(self):
        pass


statute_viewset = StatuteViewSet()


StatuteArticleChooserBlock = article_chooser.get_block_class(
    name="StatuteArticleChooserBlock", module_path="unionsite.laws.screens"
)
