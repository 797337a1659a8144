"""Which tables an export has, and why the others are left out. Each model of the site is decided here; a test asks."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from wagtail.models import Page

# Apps above this one are named, not imported.
EXPORTED = (
    # Who and what the site is.
    *("core.SiteSettings", "core.WorkdayOverride", "accounts.Department"),
    *("home.Contact", "home.ReceptionDay", "home.ImportBatch", "home.ImportedPage"),
    # Questionnaires and activities, with what came of them.
    *("interact.QuestionnaireField", "interact.Answer", "interact.AnswerFile", "interact.Satisfaction"),
    *("interact.ActivityRecord", "interact.AudienceDepartment", "interact.VoteCount", "interact.Candidate"),
    *("interact.Attempt", "interact.AttemptAnswer", "interact.QuizDraw", "interact.QuestionSet", "interact.Question"),
    *("interact.Signup", "interact.SignupQuestion", "interact.SignupQuota", "interact.Nickname", "interact.Post"),
    *("interact.PrizeDraw", "interact.DrawNumber", "interact.ChannelRouting", "interact.ConsentText"),
    *("interact.SavedReply", "interact.FeedbackSettings", "interact.ActivitySettings"),
    # Records: log, ledger, platforms, plan.
    *("audit.AuditEntry", "publishing.Release", "publishing.DailyHead", "publishing.Platform"),
    *("publishing.PlatformCheck", "publishing.PlatformPost", "publishing.PlannedItem", "publishing.ReviewSettings"),
    *("publishing.SectionLimit", "publishing.SecrecyReview", "publishing.WordEntry", "publishing.TextCheckSettings"),
    # Oversight.
    *("oversight.Finding", "oversight.FindingEntry", "oversight.FindingFile", "oversight.Duty", "oversight.DutyRecord"),
    *("oversight.DutyFile", "oversight.ReadingConfirmation", "oversight.UpdatePlan", "oversight.Goal"),
    *("oversight.Task", "oversight.TaskNote", "oversight.ProbeDay", "oversight.Incident", "oversight.IncidentEntry"),
    *("oversight.IncidentFile", "oversight.Checklist", "oversight.ChecklistItem", "oversight.Inspection"),
    *("oversight.InspectionItem", "oversight.RegisterEntry", "oversight.ScoreItem", "oversight.ScorePeriod"),
    *("oversight.HandLine", "oversight.ScoreCard", "oversight.Amendment", "oversight.Objection", "oversight.Level"),
    *("oversight.Adoption", "oversight.Reward", "oversight.Report", "oversight.PageVisits"),
    # The law as it was shown; words of the search.
    *("laws.Statute", "laws.StatuteArticle", "laws.FormerText", "search.LexiconEntry", "search.SearchTerm"),
)
LEFT_OUT = {
    "secrets of accounts": (
        *("accounts.PasswordRecord", "accounts.StaffSession", "accounts.Authenticator", "accounts.BackupCodes"),
        *("accounts.Passkey", "accounts.BackupCode", "accounts.ActivationCode", "accounts.EnrolmentTicket"),
        *("accounts.PendingChange", "accounts.SecuritySettings", "oversight.CalendarAddress"),
    ),
    "sealed, and exported by --with-cases alone": (
        *("interact.Case", "interact.CaseHandler", "interact.CaseEntry", "interact.CaseFile", "interact.CasePause"),
    ),
    "works for cases, and says nothing beside them": (
        *("interact.CaseMark", "interact.CaseNotice", "interact.CaseMail"),
    ),
    "who took part or liked must not be read beside what was said": (
        *("interact.Participation", "interact.Ballot", "interact.PostLike", "interact.PostReport"),
        *("interact.PracticeAnswer", "interact.ActivitySubscriber"),
    ),
    "drafts, and what is not released": (
        *("interact.Draft", "publishing.Contribution", "publishing.ContributionPicture", "publishing.Appearance"),
        *("publishing.WordImport", "publishing.TextCheckReport", "publishing.RejectionPoint"),
    ),
    "stands in people.jsonl, pages.jsonl or files.jsonl": (
        *("accounts.User", "core.SiteImage", "core.SiteDocument", "core.SiteMedia", "core.PieceTag"),
    ),
    "made anew from the rest": (
        *("core.ListedPiece", "core.SiteRendition", "audit.AuditHead", "search.TokenCount", "search.IndexStatistics"),
        *("search.SearchEntry", "search.DocumentText"),
    ),
    "of the program's own work": (
        *("core.JobRun", "accounts.RollImport", "accounts.RollRow", "publishing.ReviewChase", "publishing.ReviewTask"),
        *("publishing.MissedNotice", "oversight.Walk", "oversight.Link", "oversight.Visit", "oversight.MissedAddress"),
        *("operations.Alarm", "operations.BackupRun", "operations.CopyChange", "operations.ShippingCursor"),
    ),
}
# Fields that no export has: the code on a ticket opens a door.
WITHOUT = {"interact.Signup": ("code",), "interact.PrizeDraw": ("sealed",)}
# Of posts and of collections of questions only what readers may see.
PUBLIC_ALONE = {"interact.Post": {"state": "public", "hidden_at": None}, "interact.QuestionSet": {"live": True}}
OWN_APPS = ("home", "search", "oversight", "operations", "news", "rights", "culture", "interact")
OWN_APPS += ("publishing", "accounts", "audit", "core", "laws")


def tables() -> Iterator[tuple[str, models.QuerySet, list[str]]]:
    """Yield (label, rows in a steady order, names of the fields) of each exported table."""
    for label in EXPORTED:
        model = apps.get_model(label)
        rows = model._default_manager.order_by("pk").filter(**PUBLIC_ALONE.get(label, {}))
        yield (
            label,
            rows,
            [field.name for field in model._meta.local_fields if field.name not in WITHOUT.get(label, ())],
        )


def undecided() -> list[str]:
    """Return the models of the site that nobody has decided about; pages have a file of their own."""
    known = {*EXPORTED, *(label for labels in LEFT_OUT.values() for label in labels)}
    own = (model for name in OWN_APPS for model in apps.get_app_config(name).get_models())
    return sorted(model._meta.label for model in own if not issubclass(model, Page) and model._meta.label not in known)
