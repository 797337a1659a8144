"""Puts ready translations into wagtail-localize, as the same records that its editor makes by hand."""

from collections.abc import Mapping

from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue


@transaction.atomic
def translate_page(page: Page, *, locale: Locale, texts: Mapping[str, str], user=None) -> Page:
    """Create or update the translation of `page` as a draft and return it; `texts` maps source texts to their
    translations.

    A text that is missing in `texts` stays in the source language, as in wagtail-localize's own editor.
    """
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, _created = Translation.objects.update_or_create(
        source=source, target_locale=locale, defaults={"enabled": True}
    )
    for segment in source.stringsegment_set.select_related("string", "context"):
        if target := texts.get(segment.string.as_value().render_text()):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={
                    "data": StringValue.from_plaintext(target).data,
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                    "last_translated_by": user,
                },
            )
    # With `publish` it would publish after the commit, from a copy that misses pages added below it meanwhile.
    translation.save_target(user=user, publish=False)
    return page.get_translation(locale)
