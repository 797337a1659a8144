"""Which tables an export has, and why the others are left out. Each model of the site is decided here; a test asks."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from wagtail.models import Page

from unionsite.core.named import labels

# Apps above this one are named, not imported.
EXPORTED = labels(
    # Who and what the site is.
    core="SiteSettings WorkdayOverride",
    accounts="Department WordsChange",
    home="Contact ReceptionDay ImportBatch ImportedPage",
    # Questionnaires and activities, with what came of them.
    interact="QuestionnaireField Answer AnswerFile"
    " ChannelRouting ConsentText SavedReply FeedbackSettings ActivitySettings",
    activities="Satisfaction ActivityRecord AudienceDepartment VoteCount Candidate"
    " Attempt AttemptAnswer QuizDraw QuestionSet Question Signup SignupQuestion SignupQuota Nickname Post",
    # Records: log, ledger, platforms, plan.
    audit="AuditEntry",
    publishing="Release DailyHead ReviewSettings SectionLimit SecrecyReview WordEntry TextCheckSettings",
    platforms="Platform PlatformCheck PlatformPost PlannedItem",
    oversight="Finding FindingEntry FindingFile Duty DutyRecord DutyFile ReadingConfirmation UpdatePlan Goal Task"
    " TaskNote ProbeDay Incident IncidentEntry IncidentFile Checklist ChecklistItem Inspection InspectionItem"
    " RegisterEntry ScoreItem ScorePeriod HandLine ScoreCard Objection Level Adoption Reward Report"
    " PageVisits",
    # The law as it was shown; words of the search.
    laws="Statute StatuteArticle FormerText",
    search="LexiconEntry SearchTerm",
)
LEFT_OUT = {
    "secrets of accounts": labels(
        accounts="PasswordRecord StaffSession Authenticator BackupCodes Passkey ActivationCode"
        " EnrolmentTicket PendingChange SecuritySettings",
    ),
    "sealed, and exported by --with-cases alone": labels(interact="Case CaseHandler CaseEntry CaseFile CasePause"),
    "works for cases, and says nothing beside them": labels(interact="CaseMark CaseNotice CaseMail"),
    "who took part or reported must not be read beside what was said": labels(
        interact="Participation", activities="Ballot PostReport ActivitySubscriber"
    ),
    "drafts, and what is not released": labels(
        interact="Draft",
        contributions="Contribution ContributionPicture",
        publishing="Appearance TextCheckReport RejectionPoint",
        word_import="WordImport",
    ),
    "stands in people.jsonl, pages.jsonl or files.jsonl": labels(
        accounts="User", core="SiteImage SiteDocument SiteMedia PieceTag"
    ),
    "made anew from the rest": labels(
        core="ListedPiece SiteRendition",
        audit="AuditHead",
        search="TokenCount IndexStatistics SearchEntry DocumentText",
    ),
    "of the program's own work": labels(
        core="JobRun",
        audit="AuditCheck",
        accounts="RollImport RollRow",
        publishing="ReviewChase ReviewTask",
        platforms="MissedNotice",
        oversight="Walk Link Visit MissedAddress",
        operations="Alarm BackupRun CopyChange ShippingCursor",
    ),
}
# Fields that no export has: the code on a ticket opens a door, an open vote is shown to who may see it alone.
WITHOUT = {
    "activities.Signup": ("code",),
    "activities.Satisfaction": ("number",),
    "activities.ActivityRecord": ("open_count",),
}
# Of posts and of collections of questions only what readers may see.
PUBLIC_ALONE = {"activities.Post": {"state": "public", "hidden_at": None}, "activities.QuestionSet": {"live": True}}
OWN_APPS = ("home", "search", "oversight", "operations", "news", "rights", "culture", "interact")
OWN_APPS += ("publishing", "accounts", "audit", "core", "laws", "activities", "contributions", "word_import")


def tables() -> Iterator[tuple[str, models.QuerySet, list[str]]]:
    """Yield (label, rows in a steady order, names of the fields) of each exported table."""
    # A wing that is not there has none.
    for label in (label for label in EXPORTED if label.partition(".")[0] in apps.app_configs):
        model = apps.get_model(label)
        rows = model._default_manager.order_by("pk").filter(**PUBLIC_ALONE.get(label, {}))
        without = WITHOUT.get(label, ())
        yield label, rows, [field.name for field in model._meta.local_fields if field.name not in without]


def undecided() -> list[str]:
    """Return the models of the site that nobody has decided about; pages have a file of their own."""
    known = {*EXPORTED, *(label for left in LEFT_OUT.values() for label in left)}
    own = (model for name in OWN_APPS if name in apps.app_configs for model in apps.get_app_config(name).get_models())
    return sorted(model._meta.label for model in own if not issubclass(model, Page) and model._meta.label not in known)
