"""Enums, constants and permissions of the search."""

from django.db import models
from django.utils.translation import gettext_lazy as _

HITS_ON_A_PAGE = 10
TAGS_SHOWN = 12
# As many of the best are sorted out by section, kind and year; nobody reads on.
MOST_HITS = 500
# With fewer pages among these, the best pages are asked for too.
FEWEST_PAGES = 100
MOST_SUGGESTIONS = 8
# What articles of statutes have for a section, and before the category for a kind.
LAWS = "laws"
ARTICLE_KIND = "laws."
# Queries that are longer are told by nobody a second time, and hold the more about who asks.
LONGEST_TERM = 40


class Source(models.TextChoices):
    """Where hits come from: `type=` in the address."""

    PAGES = "pages", _("稿件")
    LAWS = "laws", _("法规条文")


class Order(models.TextChoices):
    """`order=` in the address."""

    BEST = "best", _("最相关")
    NEWEST = "new", _("最新")


# Each further article of one statute, and each further case, counts by this less: a dozen of them hide all others.
STEP_BACK = 0.82
# One that the query names counts by this more.
NAMED = 1.5
# With the newest first, only what scores this share of the best is shown.
NEWEST_FROM = 0.3

# What readers are told a page is, where the name of its type is an editor's word.
KIND_LABELS = {
    "home.homepage": _("首页"),
    "home.plainpage": _("页面"),
    "home.rulespage": _("规章制度"),
    "home.topicpage": _("专题"),
    "interact.questionnairepage": _("意见征集"),
    "interact.suggestionpage": _("意见建议"),
    "interact.reportpage": _("投诉举报"),
    "interact.questionpage": _("答疑解惑"),
    "interact.letterpage": _("主席信箱"),
    "interact.correctionpage": _("网站纠错"),
    "interact.answerindexpage": _("答复选登"),
    "interact.answerpage": _("答复选登"),
    "rights.lawlibrarypage": _("法规库"),
}

# Fields of page types that the public may not read at all times, so nobody may find them either: the result of a
# questionnaire is shown after its deadline only.
KEPT_OUT = {"interact.questionnairepage": frozenset({"result_note"})}


# Who may see and do what with words and terms.
VIEW_WORDS = "search.view_lexiconentry"
ADD_WORDS = "search.add_lexiconentry"
CHANGE_WORDS = "search.change_lexiconentry"
DELETE_WORDS = "search.delete_lexiconentry"
VIEW_TERMS = "search.view_searchterm"
PROMOTE = "wagtailsearchpromotions.add_searchpromotion"
CHANGE_PROMOTED = "wagtailsearchpromotions.change_searchpromotion"
CLEAR_PROMOTED = "wagtailsearchpromotions.delete_searchpromotion"
