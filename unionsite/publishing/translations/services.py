"""Stores what translators type; makes wagtail-localize go through the two stages, so that its “publish” submits a draft
(libraries.md 15.2)."""

import json
from functools import wraps

from django.db import models, transaction
from wagtail.models import Page
from wagtail_localize.models import SegmentOverride, StringSegment, StringTranslation, Translation

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
        note_writers(target, translators(self))
        if publish:
            submit(target, user=user)

    Translation.save_target = save_target


def translators(translation: Translation) -> set[int]:
    """Return the numbers of the people who typed sentences of the translation, even if somebody else saves them."""
    place = {"locale": translation.target_locale_id, "context__object_id": translation.source.object_id}
    rows = [model.objects.filter(**place) for model in (StringTranslation, SegmentOverride)]
    return {number for row in rows for number in row.values_list("last_translated_by", flat=True) if number}


def keep_live_text(instance: models.Model) -> models.Model:
    """Let a live object's `save` write only named fields (bookkeeping); its new text goes into a revision alone."""
    save = instance.save

    def save_bookkeeping(*args, update_fields=None, **kwargs):
        if update_fields is not None:
            save(*args, update_fields=update_fields, **kwargs)

    if getattr(instance, "live", False):
        instance.save = save_bookkeeping
    return instance


def submit(page: Page, *, user) -> None:
    """Start the review of a translated page's newest draft, or resume a rejected one, unless one is under way."""
    if user is None:
        raise Refused("A translation is submitted by somebody.")
    workflow, state = page.get_workflow(), page.current_workflow_state
    if workflow is None or page.workflow_in_progress:
        return
    if state is not None:
        state.resume(user=user)
    else:
        workflow.start(page, user)


def submit_anew(translation: Translation, *, user) -> None:
    """Submit a translation. Texts that the page refused last time are tried again; while marked they are left out."""
    for model in (StringTranslation, SegmentOverride):
        marked = model.objects.filter(locale=translation.target_locale, context__object_id=translation.source.object_id)
        marked.exclude(field_error="").update(has_error=False, field_error="")
    translation.save_target(user=user, publish=True)


@transaction.atomic
def keep(form, *, user) -> None:
    """Store what was changed in the form of a translation and is right. An empty text is a text without translation,
    what is chosen as in the original is no choice."""
    for name in set(form.changed_data) - set(form.errors):
        field, value = form.fields[name], form.cleaned_data[name]
        place = {"locale": form.locale, "context": field.segment.context}
        kept = {"last_translated_by": user, "has_error": False, "field_error": ""}
        if isinstance(field.segment, StringSegment):
            field.initial, field.fault = value, None
            place["translation_of"] = field.segment.string
            kept |= {"translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL, "tool_name": ""}
            if value:
                StringTranslation.objects.update_or_create(**place, defaults=kept | {"data": field.stored(value)})
            else:
                StringTranslation.objects.filter(**place).delete()
        else:
            data = getattr(value, "pk", value)
            SegmentOverride.objects.filter(**place).delete()
            if data not in ("", None, field.segment.data):
                SegmentOverride.objects.create(**place, **kept, data_json=json.dumps(data))
