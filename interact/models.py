"""职工交流互动: gathers the models of the features, so that Django finds them."""

# ruff: noqa: F401  (Django and other apps import them from here)

from interact.activities.models.pages import ActivityIndexPage, ActivityPage, AudienceDepartment
from interact.activities.models.records import ActivityRecord, ActivitySubscriber, Participation, Satisfaction
from interact.activities.models.settings import ActivitySettings
from interact.answers.models import AnswerIndexPage, AnswerPage
from interact.cases.models.case import Case, CaseHandler, CaseMark
from interact.cases.models.history import CaseEntry, CaseFile, CaseMail, CaseNotice, CasePause
from interact.cases.models.settings import ChannelRouting, ConsentText, FeedbackSettings, SavedReply
from interact.channels.models import (
    CHANNEL_PAGES,
    ChannelPage,
    CorrectionPage,
    LetterPage,
    QuestionPage,
    ReportPage,
    SuggestionPage,
)
from interact.discussions.models import DiscussionPage, Nickname, Post, PostReport
from interact.questionnaires.models import (
    Answer,
    AnswerFile,
    InteractIndexPage,
    QuestionnaireField,
    QuestionnairePage,
)
from interact.quizzes.models.attempts import Attempt, AttemptAnswer
from interact.quizzes.models.bank import Question, QuestionSet
from interact.quizzes.models.page import QuizDraw, QuizPage
from interact.sending.models import Draft
from interact.signups.models import Signup, SignupPage, SignupQuestion, SignupQuota
from interact.votes.models import Ballot, Candidate, OpenCount, VoteCount, VotePage
