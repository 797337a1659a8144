"""职工交流互动: where Django finds the models of the features."""

# ruff: noqa: F401  (they are imported for Django, and from here)

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
from interact.questionnaires.models import (
    Answer,
    AnswerFile,
    InteractIndexPage,
    Participation,
    QuestionnaireField,
    QuestionnairePage,
)
