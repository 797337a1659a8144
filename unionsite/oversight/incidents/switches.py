"""Closing the whole site to writing and opening it again, and ending everybody's session: both on record (T100)."""

from django.db import transaction
from django.utils.translation import gettext as _

from unionsite.accounts.sign_in.services import end_all_sessions
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation
from unionsite.core.models import SiteSettings
from unionsite.core.queries import default_site
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.oversight.incidents.choices import SWITCH


@transaction.atomic
def set_read_only(*, is_on: bool, actor, reason: str) -> None:
    """Close or open the site; every worker sees it at its next request. `actor` is None on the server's own console.
    Raises Refused."""
    _refuse_unless(actor, reason)
    SiteSettings.objects.get_or_create(site=default_site())
    # Not saved as an object: other fields may just be edited by somebody else.
    if not SiteSettings.objects.filter(is_read_only=not is_on).update(is_read_only=is_on):
        raise Refused(_("网站已经是只读状态。") if is_on else _("网站已经恢复，不在只读状态。"))
    generation.bump()
    audit.record(Action.READ_ONLY_ON if is_on else Action.READ_ONLY_OFF, actor=actor, reason=reason)


@transaction.atomic
def end_sessions_of_all(*, actor, reason: str, but_session: str) -> str:
    """End every session except `but_session`, whose new hash of the sign-in is returned. Raises Refused."""
    _refuse_unless(actor, reason)
    return end_all_sessions(actor=actor, reason=reason, but_session=but_session)


def _refuse_unless(actor, reason: str) -> None:
    if actor is not None and not actor.has_perm(SWITCH):
        raise Refused(_("只有安全管理员可以这样做。"))
    if not is_reason_enough(reason):
        raise Refused(_("请写明原因。"))
