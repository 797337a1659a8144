"""The law library's staff screens: a chooser for cited articles and a read-only list of statutes."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet


class StatuteArticleChooserViewSet(ChooserViewSet):
    model = "laws.StatuteArticle"
    icon = "doc-full-inverse"
    choose_one_text = _("选择法条")
    choose_another_text = _("换一条")
    per_page = 20


article_chooser = StatuteArticleChooserViewSet("statute_article_chooser")
