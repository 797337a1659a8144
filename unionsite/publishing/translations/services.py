"""Makes wagtail-localize go through the two stages: its “publish” saves a draft and submits it (libraries.md 15.2)."""

from functools import wraps

from django.db import models
from wagtail.models import Page, WorkflowMixin
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation

from unionsite.core.refusals import Refused
from unionsite.publishing.review.services.decisions import note_writers


def submit_instead_of_publishing() -> None:
    """Replace `Translation.save_target`, with which every screen of wagtail-localize publishes; called at startup.

    There is no setting for it. The guard would refuse the publication; the replacement submits the text for review.
    """
    original = Translation.save_target

    @wraps(original)
    def save_target(self, user=None, publish=True):
        # Without this, the unreviewed text would be written into a live page itself, not only into its draft.
        source = self.source
        source.get_translated_instance = lambda locale: keep_live_text(
            type(source).get_translated_instance(source, locale)
        )
        try:
            original(self, user=user, publish=False)
        finally:
            # `self.source` may be another object by now, so undo the change on the object kept above.
            vars(source).pop("get_translated_instance", None)
        target = self.get_target_instance()
        if isinstance(target, Page):
            note_writers(target, translators(self))
        if publish:
            submit(target, user=user)

    Translation.save_target = save_target


def translators(translation: Translation) -> set[int]:
    """Return the numbers of the people who typed sentences of the translation, even if somebody else saves them."""
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
    """Let a live object's `save` write only named fields (bookkeeping); its new text goes into a revision alone."""
    save = instance.save

    def save_bookkeeping(*args, update_fields=None, **kwargs):
        if update_fields is not None:
            save(*args, update_fields=update_fields, **kwargs)

    if getattr(instance, "live", False):
        instance.save = save_bookkeeping
    return instance


def submit(instance: models.Model, *, user) -> bool:
    """Start the review of a translated object's newest draft, or resume a rejected one; return whether it did.

    False if a review is under way or the object has no workflow. Raises Refused without a user.
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
