"""Taking something down at once (security.md 3.5)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.publishing.review import mails
from unionsite.publishing.review.queries import EMERGENCY
from unionsite.publishing.review.services.releases import entry_subject, revoke


@transaction.atomic
def unpublish_now(*, page: Page, user, reason: str) -> None:
    """Take a page down at once, with its aliases; it comes back only through both stages. Nothing is deleted. Of an
    alias its original is meant: the text that must not be seen is that one's.

    Asks for the right `emergency_unpublish` and a reason, else raises Refused. Drops a schedule, revokes every
    release of the page, ends a review that is under way, tells both groups of reviewers. The view in front of it asks
    for a code of the last minutes.
    """
    if not user.has_perm(EMERGENCY):
        raise Refused(_("您没有应急下线的权限。"))
    if not is_reason_enough(reason):
        raise Refused(_("请写明下线的原因。"))
    page = Page.objects.select_for_update().get(pk=page.alias_of_id or page.pk).specific
    if not page.live:
        raise Refused(_("这一页已经不在网站上了。"))
    # First, while the ledger can still learn who and why: going down revokes by itself, without words.
    revoke(page, user=user, reason=reason)
    UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
    if state := page.current_workflow_state:
        state.cancel(user=user)
    mails.taken_down(page=page, user=user, reason=reason)
    audit.record(Action.EMERGENCY_UNPUBLISHED, actor=user, subject=entry_subject(page), reason=reason)
