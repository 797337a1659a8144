"""Which contributions."""

from __future__ import annotations

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
        """What waits for this head of a department."""
        return self.filter(state=Stored.WAITING, department__heads=user).exclude(sender=user)

    def visible_to_head(self, user):
        """What a head of the sender's department may look at: sent in, and not their own."""
        return self.filter(department__heads=user).exclude(sender=user).exclude(state__in=HIDDEN_FROM_HEADS)

    def arrived(self):
        """What editors see: what was handed on to them, whatever became of it."""
        return self.exclude(handed_on_at=None)

    def submitted(self):
        return self.exclude(submitted_at=None)

    def with_standing(self):
        """With `standing_now`, in the same query: where each piece stands (a `choices.Standing`)."""
        # Wagtail names pages by the text of their number, under the base class.
        of_page = {
            "base_content_type": ContentType.objects.get_for_model(Page),
            "object_id": Cast(OuterRef("page_id"), models.CharField()),
        }
        runs = WorkflowState.objects.filter(**of_page, status=WorkflowState.STATUS_IN_PROGRESS)
        planned = Revision.objects.filter(**of_page, approved_go_live_at__isnull=False)
        standing_now = Case(
            # Stored states have the same names; a page that somebody deleted leaves the piece with the editors.
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
        """Drafts that nobody went on with."""
        return self.filter(state=Stored.WRITING, changed_at__lt=before)

    def closed(self, before: datetime):
        """What came to nothing some time ago."""
        return self.filter(state__in=[Stored.DECLINED, Stored.WITHDRAWN], changed_at__lt=before)
