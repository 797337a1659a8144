"""Chainable filters of contributions."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast
from wagtail.models import Page, Revision, WorkflowState

from unionsite.publishing.contributions.choices import Standing, Stored

HIDDEN_FROM_HEADS = (Stored.WRITING, Stored.WITHDRAWN)


class ContributionQuerySet(models.QuerySet):
    def sent_by(self, user):
        return self.filter(sender=user)

    def to_sign_off(self, user):
        """Filter to the pieces that wait for this head of a department."""
        return self.filter(state=Stored.WAITING, department__heads=user).exclude(sender=user)

    def visible_to_head(self, user):
        """Filter to the pieces that this head of a department may read: submitted ones, and not their own."""
        return self.filter(department__heads=user).exclude(sender=user).exclude(state__in=HIDDEN_FROM_HEADS)

    def arrived(self):
        """Filter to the pieces that were handed on to the editors, whatever became of them."""
        return self.exclude(handed_on_at=None)

    def submitted(self):
        return self.exclude(submitted_at=None)

    def with_standing(self):
        """Annotate `standing_now`, a value of `choices.Standing`, in the same query."""
        # Wagtail refers to a page by the base content type and its number as text.
        of_page = {
            "base_content_type": ContentType.objects.get_for_model(Page),
            "object_id": Cast(OuterRef("page_id"), models.CharField()),
        }
        runs = WorkflowState.objects.filter(**of_page, status=WorkflowState.STATUS_IN_PROGRESS)
        planned = Revision.objects.filter(**of_page, approved_go_live_at__isnull=False)
        standing_now = Case(
            # Stored states have the same values. If somebody deleted the page, the piece counts as with the editors.
            When(~Q(state=Stored.EDITORS) | Q(page=None), then=F("state")),
            When(page__live=True, then=Value(Standing.PUBLISHED.value)),
            When(Exists(runs), then=Value(Standing.IN_REVIEW.value)),
            When(Exists(planned), then=Value(Standing.APPROVED.value)),
            When(page__first_published_at__isnull=False, then=Value(Standing.TAKEN_DOWN.value)),
            default=Value(Standing.EDITORS.value),
            output_field=models.CharField(),
        )
        return self.select_related("page").annotate(standing_now=standing_now)

    def forgotten(self, before: datetime):
        """Filter to drafts never submitted and last changed before `before`."""
        return self.filter(state=Stored.WRITING, changed_at__lt=before)

    def closed(self, before: datetime):
        """Filter to pieces that were declined or withdrawn before `before`."""
        return self.filter(state__in=[Stored.DECLINED, Stored.WITHDRAWN], changed_at__lt=before)
