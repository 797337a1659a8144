"""职工交流互动: questionnaires, channels and cases."""

from interact.models.answers import AnswerIndexPage, AnswerPage
from interact.models.cases import Case, CaseEntry, CaseFile, CaseHandler, CaseMark, CasePause
from interact.models.channel_pages import (
    CHANNEL_PAGES,
    ChannelPage,
    CorrectionPage,
    LetterPage,
    QuestionPage,
    ReportPage,
    SuggestionPage,
)
from interact.models.channels import ChannelRouting, ConsentText, FeedbackSettings, SavedReply
from interact.models.notices import CaseMail, CaseNotice
from interact.models.questionnaires import (
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
