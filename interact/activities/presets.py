"""What the wing adds to a new site, to the rights of its roles and to the words of the search."""

from django.utils.translation import gettext_lazy as _

from home.services.roles import rights
from home.services.tree import Section
from interact.activities.plans.models.pages import ActivityIndexPage
from unionsite.accounts.choices import Role

ACTIVITIES = Section(
    ActivityIndexPage,
    "activities",
    "活动参与",
    "Take part",
    "投票、竞赛、讨论和报名：正在进行的、即将开始的和结果。",
    "Votes, quizzes, discussions and sign-ups: what is on, what is coming, and the results.",
    in_menu=False,
    below="interact",
)
_SEE = rights("activities", activityrecord="view")
# The bank of quizzes; it is published by review alone.
_QUESTION_SETS = rights("activities", questionset="add change view")
PERMISSIONS = {
    Role.AUTHOR: [*_SEE, *_QUESTION_SETS],
    Role.EDITOR: [*_SEE, *_QUESTION_SETS],
    Role.FIRST_REVIEW: [*_SEE, *rights("activities", posts="moderate")],
    Role.FINAL_REVIEW: [*_SEE, *rights("activities", activity="cancel")],
    Role.ADMINISTRATOR: _SEE,
}
KIND_LABELS = {
    "activities.activityindexpage": _("活动参与"),
    "activities.votepage": _("线上投票"),
    "activities.discussionpage": _("话题讨论"),
    "activities.quizpage": _("知识竞赛"),
    "activities.signuppage": _("活动报名"),
}
