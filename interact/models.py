"""职工交流互动: gathers the models of the features, so that Django finds them."""

# ruff: noqa: F401  (Django and other apps import them from here)

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
from interact.participation.models import ActivitySettings, Participation
from interact.questionnaires.models import (
    Answer,
    AnswerFile,
    InteractIndexPage,
    QuestionnaireField,
    QuestionnairePage,
)
from interact.sending.models import Draft
