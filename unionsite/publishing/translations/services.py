"""Makes wagtail-localize go through the two stages: its “publish” saves a draft and submits it (libraries.md 15.2)."""

from __future__ import annotations

from functools import wraps

from django.db import models
from wagtail.models import Page, WorkflowMixin
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation

from unionsite.core.refusals import Refused
from unionsite.publishing.review.services.decisions import note_writers


def submit_instead_of_publishing() -> None:
    """Replace `Translation.save_target`, by which every screen of wagtail-localize publishes, when the app starts.

    There is no setting for it. The guard would refuse the publication; this submits the text to the reviewers instead.
    """
    original = Translation.save_target

    @wraps(original)
    def save_target(self, user=None, publish=True):
        # Of a live target it would write the unreviewed text into the page itself, not only into the draft.
        source = self.source
        source.get_translated_instance = lambda locale: keep_live_text(
            type(source).get_translated_instance(source, locale)
        )
        try:
            original(self, user=user, publish=False)
        finally:
            # `self.source` may be another object by now: what goes on after a commit reads it anew.
            vars(source).pop("get_translated_instance", None)
        target = self.get_target_instance()
        if isinstance(target, Page):
            note_writers(target, translators(self))
        if publish:
            submit(target, user=user)

    Translation.save_target = save_target


def translators(translation: Translation) -> set[int]:
    """Numbers of those who typed its sentences, whoever makes a version of them."""
    place = {"locale": translation.target_locale_id, "context__object_id": translation.source.object_id}
    return {
        number
        for model in (StringTranslation, SegmentOverride)
        for number in model.objects.filter(**place)
        .exclude(last_translated_by=None)
        .values_list("last_translated_by", flat=True)
        .distinct()
    }


def keep_live_text(instance: models.Model) -> models.Model:
    """Keep a live page's `save` from writing its new text, which goes into a revision; bookkeeping is saved."""
    save = instance.save

    def save_bookkeeping(*args, update_fields=None, **kwargs):
        if update_fields is not None:
            save(*args, update_fields=update_fields, **kwargs)

    if getattr(instance, "live", False):
        instance.save = save_bookkeeping
    return instance


def submit(instance: models.Model, *, user) -> bool:
    """Start the review of a translated page's newest draft; False if one is under way. Raises Refused without a user.

    Also resumes the review of one that was sent back.
    """
    if user is None:
        raise Refused("A translation is submitted by somebody.")
    instance = getattr(instance, "specific", instance)
    workflow = instance.get_workflow() if isinstance(instance, WorkflowMixin) else None
    if workflow is None or instance.workflow_in_progress:
        return False
    if (state := instance.current_workflow_state) is not None:
        state.resume(user=user)
    else:
        workflow.start(instance, user)
    return True
