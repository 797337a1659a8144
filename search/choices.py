"""Enums, constants and permissions of the search."""

from django.db import models
from django.utils.translation import gettext_lazy as _

HITS_ON_A_PAGE = 10
TAGS_SHOWN = 12
# How many of the best hits can be filtered by section, kind and year; nobody reads further.
MOST_HITS = 500
# With fewer pages among these, the best pages are searched for separately.
FEWEST_PAGES = 100
MOST_SUGGESTIONS = 8
# The `section` of articles of statutes, and the prefix of their `kind` before the category.
LAWS = "laws"
ARTICLE_KIND = "laws."
# Nobody types a longer query a second time, and it tells more about the person who asks.
LONGEST_TERM = 40


class Source(models.TextChoices):
    """Where hits come from: `type=` in the address."""

    PAGES = "pages", _("稿件")
    LAWS = "laws", _("法规条文")


class Order(models.TextChoices):
    """`order=` in the address."""

    BEST = "best", _("最相关")
    NEWEST = "new", _("最新")


# The factor for each further article of one statute and each further case: a dozen of them would hide all others.
STEP_BACK = 0.78
# The factor for articles of a statute that the query names.
NAMED = 1.5
# With the newest first, only results with at least this share of the best score are shown.
NEWEST_FROM = 0.3

# Words for readers for types of pages whose own name is a word for editors.
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
    "interact.hardshippage": _("困难帮扶"),
    "interact.legalaidpage": _("法律援助"),
    "interact.joinpage": _("入会申请"),
    "interact.membercardpage": _("会员卡"),
    "interact.answerindexpage": _("答复选登"),
    "interact.answerpage": _("答复选登"),
    "rights.lawlibrarypage": _("法规库"),
    "rights.rightsanswerindexpage": _("权益问答"),
}

# Fields of page types that are not always public, so they must not be found either: the result of a questionnaire is
# shown only after its deadline.
KEPT_OUT = {"interact.questionnairepage": frozenset({"result_note"})}
# Fields by which a page is found and which it does not show, so that results do not show them either: other wordings of
# a question are a list for the search.
ONLY_SOUGHT = {"rights.rightsanswerpage": frozenset({"wordings"})}


# Permissions for words, terms and promotions.
VIEW_WORDS = "search.view_lexiconentry"
ADD_WORDS = "search.add_lexiconentry"
CHANGE_WORDS = "search.change_lexiconentry"
DELETE_WORDS = "search.delete_lexiconentry"
VIEW_TERMS = "search.view_searchterm"
PROMOTE = "wagtailsearchpromotions.add_searchpromotion"
CHANGE_PROMOTED = "wagtailsearchpromotions.change_searchpromotion"
CLEAR_PROMOTED = "wagtailsearchpromotions.delete_searchpromotion"
