"""Who may look at which change a second time: pure yes and no; facts and `today` are passed in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from unionsite.accounts.changes.choices import State
from unionsite.accounts.people.rules import may_act


@dataclass(frozen=True)
class Proposal:
    state: str
    proposer_id: int | None
    subject_id: int | None
    proposer_offices: Collection[str]
    approving: Collection[str]  # offices that the kind asks for


@dataclass(frozen=True)
class Second:
    """The person who wants to let the change through."""

    pk: int
    offices: Collection[str]
    acts_from: date | None = None
    is_kept_out: bool = False


def open_offices(proposal: Proposal) -> frozenset[str]:
    """Return the offices that may look a second time: those the kind names, without those that the proposer holds."""
    return frozenset(proposal.approving) - frozenset(proposal.proposer_offices)


def why_not_approve(proposal: Proposal, second: Second, today: date) -> str:
    """Return why this person may not let it through, in words for them; "" if they may. Superusers are no exception."""
    if proposal.state != State.PROPOSED:
        return _("这一项已经办过了，不必重复操作。")
    if second.pk == proposal.proposer_id:
        return _("这一项由您提出，须由另一位担任其他职务的人复核。")
    if second.pk == proposal.subject_id or second.is_kept_out:
        return _("这一项关系到您本人，请由其他人复核。")
    if not may_act(second.acts_from, today):
        return _("您的账号刚新设或恢复，%(day)s起才能复核。") % {"day": second.acts_from}
    if not open_offices(proposal) & frozenset(second.offices):
        return _("这一项不由您的职务复核。")
    return ""
