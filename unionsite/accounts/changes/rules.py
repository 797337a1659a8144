"""Who may look at which change a second time: pure yes and no; facts and `today` are passed in."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from unionsite.accounts.changes.choices import State
from unionsite.accounts.people.rules import may_act


def open_offices(change: Any) -> frozenset[str]:
    """Return the offices that may look a second time: those the kind names, without those that the proposer holds."""
    return frozenset(change.definition.approving) - frozenset(change.proposer_offices)


def why_not_approve(change: Any, actor: Any, *, offices: Collection[str], is_kept_out: bool, today: date) -> str:
    """Return why this person, who holds `offices`, may not let it through, in words for them; "" if they may.
    Superusers are no exception."""
    if change.state != State.PROPOSED:
        return _("这一项已经办过了，不必重复操作。")
    if actor.pk == change.proposer_id:
        return _("这一项由您提出，须由另一位担任其他职务的人复核。")
    if actor.pk == change.subject_id or is_kept_out:
        return _("这一项关系到您本人，请由其他人复核。")
    if not may_act(actor.acts_from, today):
        return _("您的账号刚新设或恢复，%(day)s起才能复核。") % {"day": actor.acts_from}
    if not open_offices(change) & frozenset(offices):
        return _("这一项不由您的职务复核。")
    return ""
