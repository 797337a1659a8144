"""活动参与: gathers the models of the features, so that Django finds them."""

# ruff: noqa: F401  (Django and other apps import them from here)

from interact.activities.discussions.models import DiscussionPage, Nickname, Post, PostReport
from interact.activities.plans.models.pages import ActivityIndexPage, ActivityPage, AudienceDepartment
from interact.activities.plans.models.records import ActivityRecord, ActivitySubscriber, Satisfaction
from interact.activities.quizzes.models.attempts import Attempt, AttemptAnswer
from interact.activities.quizzes.models.bank import Question, QuestionSet
from interact.activities.quizzes.models.page import QuizDraw, QuizPage
from interact.activities.signups.models import Signup, SignupPage, SignupQuestion, SignupQuota
from interact.activities.votes.models import Ballot, Candidate, VoteCount, VotePage
