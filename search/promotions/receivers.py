"""What editors put first for a query: pages of this site alone, on record, at once in effect."""

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.log_actions import get_active_log_context

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation
from unionsite.core.refusals import Refused


@receiver(pre_save, sender=SearchPromotion)
def only_pages_are_promoted(instance, raw=False, **_kwargs):
    """Words and addresses beside it would be public without a review."""
    if not raw and (instance.external_link_url or instance.external_link_text or instance.description.strip()):
        raise Refused(_("置顶只能指向本站已发布的页面，不写外部链接和说明：这些文字没有经过初审、终审。"))


@receiver([post_save, post_delete], sender=SearchPromotion)
def promotion_changed(instance, raw=False, **_kwargs):
    generation.bump()
    user = get_active_log_context().user
    if user is not None and not raw:
        audit.record(
            Action.PROMOTION_CHANGED,
            actor=user,
            subject=instance,
            subject_label=f"{instance.query.query_string}：{instance.page or ''}",
        )
