"""Chainable filters of platforms, planned items and posts; the present moment is passed in."""

from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Cast, Coalesce, Greatest
from wagtail.models import Page, WorkflowState

from unionsite.publishing.platforms.choices import PlanState, PlatformKind, PostState, Registration


class PlatformQuerySet(models.QuerySet):
    def usable(self):
        """Filter to the platforms that something can be planned for."""
        return self.filter(registration__in=[Registration.ACTIVE, Registration.PREPARING])

    def with_last_post(self):
        """Annotate `last_post`: when something was last posted there, by what was recorded or by a check by hand; for
        the website, when a piece last went live."""
        seen = self._checks().exclude(last_post_at=None).order_by("-last_post_at").values("last_post_at")[:1]
        posts = apps.get_model("platforms", "PlatformPost").objects.filter(
            platform=OuterRef("pk"), state=PostState.POSTED
        )
        pieces = apps.get_model("core", "PiecePage").objects.filter(live=True, first_published_at__isnull=False)
        recorded, seen = Subquery(posts.order_by("-posted_at").values("posted_at")[:1]), Subquery(seen)
        # SQLite has no greatest of something and nothing.
        latest = Coalesce(Greatest(recorded, seen), recorded, seen)
        newest = Subquery(pieces.order_by("-first_published_at").values("first_published_at")[:1])
        return self.annotate(last_post=Case(When(kind=PlatformKind.WEBSITE, then=newest), default=latest))

    @staticmethod
    def _checks():
        return apps.get_model("platforms", "PlatformCheck").objects.filter(platform=OuterRef("pk"))

    def with_last_check(self):
        """Annotate `checked_at` and `was_reachable` of the last check by hand; None where there was none."""
        last = self._checks().order_by("-checked_at", "-pk")
        return self.annotate(
            checked_at=Subquery(last.values("checked_at")[:1]), was_reachable=Subquery(last.values("is_reachable")[:1])
        )

    def dormant(self, now: datetime):
        """Filter to the dormant platforms; says in SQL what `rules.is_dormant` says."""
        limit = now - timedelta(days=settings.PLATFORM_DORMANT_DAYS)
        asleep = Q(last_post__lte=limit) | Q(last_post=None) & (Q(opened_on=None) | Q(opened_on__lte=limit.date()))
        return self.with_last_post().filter(asleep, registration=Registration.ACTIVE)


def _of_page(model: type[models.Model], *, content_type: str):
    """Return the rows of `model` that are about the page of the planned item in the outer query."""
    page = ContentType.objects.get_for_model(Page)
    number = Cast(OuterRef("page_id"), output_field=models.CharField(max_length=255))
    return model._default_manager.filter(**{content_type: page}, object_id=number)


def late_by(now: datetime) -> Q:
    """Return the condition for late planned items; says in SQL what `rules.is_late` says."""
    grace = timedelta(minutes=settings.PLAN_GRACE_MINUTES)
    latest = ExpressionWrapper(F("planned_at") + grace, output_field=models.DateTimeField())
    came_late = Q(page__first_published_at__gt=latest)
    is_missing = Q(page__first_published_at=None, planned_at__lt=now - grace)
    return Q(cancelled_at=None) & (came_late | is_missing)


class PlannedItemQuerySet(models.QuerySet):
    def with_progress(self):
        """Annotate `published_at`, `is_in_review` and `is_approved` of the item's page."""
        runs = _of_page(WorkflowState, content_type="base_content_type")
        waiting = runs.filter(status=WorkflowState.STATUS_IN_PROGRESS)
        releases = _of_page(apps.get_model("publishing", "Release"), content_type="content_type")
        released = releases.filter(revoked_at=None)
        return self.annotate(
            published_at=F("page__first_published_at"), is_in_review=Exists(waiting), is_approved=Exists(released)
        )

    def late(self, now: datetime):
        return self.filter(late_by(now))

    def in_state(self, state: PlanState):
        """Filter by state, saying in SQL what `rules.plan_state` says; needs `with_progress`."""
        if state is PlanState.CANCELLED:
            return self.exclude(cancelled_at=None)
        alive = self.filter(cancelled_at=None)
        if state is PlanState.PUBLISHED:
            return alive.exclude(page__first_published_at=None)
        unpublished = alive.filter(page__first_published_at=None)
        if state is PlanState.PLANNED:
            return unpublished.filter(page=None)
        written = unpublished.exclude(page=None)
        if state is PlanState.APPROVED:
            return written.filter(is_approved=True)
        return written.filter(is_approved=False, is_in_review=state is PlanState.IN_REVIEW)

    def between(self, start: datetime, end: datetime):
        """Filter to the items planned at or after `start` and before `end`."""
        return self.filter(planned_at__gte=start, planned_at__lt=end)


class PlatformPostQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=PostState.WAITING)

    def posted(self):
        return self.filter(state=PostState.POSTED)

    def overdue(self, now: datetime):
        return self.waiting().filter(due_at__lt=now)

    def for_person(self, user):
        """Filter to the tasks that this person should do: those assigned to them, and those assigned to nobody."""
        return self.filter(Q(assigned_to=user) | Q(assigned_to=None))
