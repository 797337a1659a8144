"""职工交流互动: questionnaires, channels and cases."""

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

__all__ = [
    "CHANNEL_PAGES",
    "Answer",
    "AnswerFile",
    "AnswerIndexPage",
    "AnswerPage",
    "Case",
    "CaseEntry",
    "CaseFile",
    "CaseHandler",
    "CaseMail",
    "CaseMark",
    "CaseNotice",
    "CasePause",
    "ChannelPage",
    "ChannelRouting",
    "ConsentText",
    "CorrectionPage",
    "FeedbackSettings",
    "InteractIndexPage",
    "LetterPage",
    "Participation",
    "QuestionPage",
    "QuestionnaireField",
    "QuestionnairePage",
    "ReportPage",
    "SavedReply",
    "SuggestionPage",
]
