"""Where the wing joins the base: pages and rights of a new site, lists, figures, words of the search."""

import logging

from django.utils.translation import gettext_lazy as _

from home.people.offers import TAKING_PART
from home.queries import open_now
from home.services import roles, tree
from interact.activities.discussions import services as discussions
from interact.activities.discussions.models import Post
from interact.activities.discussions.views import own_posts
from interact.activities.plans import queries as plans
from interact.activities.plans import services as all_kinds
from interact.activities.plans.choices import ActivityKind
from interact.activities.plans.models.pages import ActivityIndexPage
from interact.activities.quizzes import services as quizzes
from interact.activities.quizzes.models.bank import QuestionSet
from interact.activities.signups import services as signups
from interact.activities.signups.queries import signed_between
from interact.activities.signups.views import own_signups
from interact.activities.votes.services import mix_ballots
from interact.participation.queries import Held, held
from interact.participation.services import mixings
from interact.questionnaires.models import InteractIndexPage
from search.choices import KIND_LABELS
from unionsite.accounts.choices import Role
from unionsite.accounts.own_account.personal_data import register_account_section
from unionsite.accounts.public_words import joining as public_words
from unionsite.accounts.public_words.services import register_public_words
from unionsite.accounts.sign_in import guard
from unionsite.core import generation
from unionsite.core.renewal import SHOWN_UNDER

logger = logging.getLogger(__name__)

ACTIVITIES = tree.Section(
    ActivityIndexPage,
    "activities",
    "活动参与",
    "Take part",
    "投票、竞赛、讨论和报名：正在进行的、即将开始的和结果。",
    "Votes, quizzes, discussions and sign-ups: what is on, what is coming, and the results.",
    in_menu=False,
    below="interact",
)
_SEE = roles.rights("activities", activityrecord="view")
# The bank of quizzes; it is published by review alone.
_QUESTION_SETS = roles.rights("activities", questionset="add change view")
PERMISSIONS = {
    Role.AUTHOR: [*_SEE, *_QUESTION_SETS],
    Role.EDITOR: [*_SEE, *_QUESTION_SETS],
    Role.FIRST_REVIEW: [*_SEE, *roles.rights("activities", posts="moderate")],
    Role.FINAL_REVIEW: [*_SEE, *roles.rights("activities", activity="cancel")],
    Role.ADMINISTRATOR: _SEE,
}
KIND_LABELS |= {
    "activities.activityindexpage": _("活动参与"),
    "activities.votepage": _("线上投票"),
    "activities.discussionpage": _("话题讨论"),
    "activities.quizpage": _("知识竞赛"),
    "activities.signuppage": _("活动报名"),
}

InteractIndexPage.subpage_types.append("activities.ActivityIndexPage")
TAKING_PART.append((ActivityIndexPage, "活动参与"))
open_now.append(plans.open_activities)
tree.SECTIONS.append(ACTIVITIES)
tree.READY_MADE.append(("question_sets", QuestionSet))
roles.PERMISSIONS_OF_WINGS.append(PERMISSIONS)
mixings.append(mix_ballots)
held.append(Held(dict(ActivityKind.choices), plans.held_between, signed_between, plans.overdue))
guard.HARMLESS.add("quizzes_admin:template")
# Published questions are remembered (`pool_of`).
SHOWN_UNDER[QuestionSet] = (generation.ACTIVITIES,)
register_account_section(20, _("我的报名"), own_signups)
register_account_section(40, _("我的发言"), own_posts)
public_words.FILED_AS["activities.post"] = "interact.post"
register_public_words(
    Post,
    fields=["answer"],
    label=_("讨论答复"),
    about=discussions.about_answer,
    applied=discussions.note_answer,
    is_live=True,
)


# What is to be done each minute. Prizes are drawn once all attempts have a score.
TENDED = (
    quizzes.settle_overdue,
    quizzes.draw_prizes,
    all_kinds.announce_open,
    all_kinds.announce_last_day,
    all_kinds.announce_last_day,
    all_kinds.close_ended,
    all_kinds.remind_of_summaries,
    signups.remind,
    signups.forget_written,
)


def tend_activities() -> None:
    """Runs each minute. What fails does not stop the others; the first error is raised at the end, for the record."""
    errors = []
    for step in TENDED:
        try:
            step()
        except Exception as error:
            logger.exception("Activities: %s failed", step.__name__)
            errors.append(error)
    if errors:
        raise errors[0]
