"""Reads of the accounts app that several rooms share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS
from django.db.models import ProtectedError, Q, QuerySet, RestrictedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _
from wagtail.models import Site

from unionsite.accounts.changes import rules as changes
from unionsite.accounts.changes.choices import HOLDERS, AccountChange, Mode, Office
from unionsite.accounts.changes.choices import State as ChangeState
from unionsite.accounts.changes.kinds import KINDS, SCREEN_RIGHTS
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.choices import ADMINISTRATION, GUARDED_ROLES, Role
from unionsite.accounts.people import rules
from unionsite.accounts.people.models import SecuritySettings, User
from unionsite.accounts.second_factor.models import Authenticator, BackupCodes, Passkey
from unionsite.core import generation
from unionsite.core.models import SiteSettings

MOST_CHANGES = 200
ADMINISTERING_APPS = ("accounts", "audit", "auth")


@generation.remembered
def security_settings() -> SecuritySettings:
    return SecuritySettings.load()


def administering() -> Q:
    """Groups that may touch accounts, rights or the audit log, whatever they are called."""
    return Q(name__in=ADMINISTRATION) | Q(permissions__content_type__app_label__in=ADMINISTERING_APPS)


def grantable_groups(actor: User) -> QuerySet[Group]:
    """Groups that `actor` may put others into: never those of their own rank (T35)."""
    if actor.is_superuser:
        return Group.objects.all()
    return Group.objects.exclude(pk__in=Group.objects.filter(administering()).values("pk"))


def rank_of(user: User) -> rules.Rank:
    if user.is_superuser or not user.is_guarded:
        return rules.rank(is_superuser=user.is_superuser, is_guarded=user.is_guarded, is_administering=False)
    is_administering = (
        user.groups.filter(administering()).exists()
        or user.user_permissions.filter(content_type__app_label__in=ADMINISTERING_APPS).exists()
    )
    return rules.rank(is_superuser=False, is_guarded=True, is_administering=is_administering)


def may_manage(actor: User, target: User) -> bool:
    """Whether `actor` may change this account: right and rank (T35)."""
    return actor.has_perm("accounts.change_user") and rules.may_manage(
        is_self=actor.pk == target.pk, actor=rank_of(actor), target=rank_of(target)
    )


def _may_recover(actor: User, target: User, permission: str) -> bool:
    return actor.has_perm(permission) and rules.may_recover(
        is_self=actor.pk == target.pk,
        actor=rank_of(actor),
        target=rank_of(target),
        is_security=actor.has_role(Role.SECURITY),
    )


def may_reset(actor: User, target: User) -> bool:
    """Whether `actor` may issue a ticket for this person or reset the second factor (T18)."""
    return target.is_guarded and _may_recover(actor, target, "accounts.reset_second_factor")


def may_unlock(actor: User, target: User) -> bool:
    return _may_recover(actor, target, "accounts.unlock_user")


def on_record(users: Collection[User]) -> list[User]:
    """Of these accounts the ones that records name which must stay whole: they are disabled and never deleted."""
    kept = []
    for user in users:
        try:
            Collector(using=DEFAULT_DB_ALIAS, origin=user).collect([user])
        except (ProtectedError, RestrictedError):
            kept.append(user)
    return kept


def authenticator_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, confirmed=True).first()


def backup_codes_of(user: User) -> BackupCodes | None:
    return BackupCodes.objects.filter(user=user).first()


def backup_codes_left(user: User) -> int:
    codes = backup_codes_of(user)
    return codes.codes.filter(used_at=None).count() if codes else 0


def passkeys_of(user: User, host: str | None = None) -> QuerySet[Passkey]:
    """All of this person's, or those that are good on one host."""
    passkeys = Passkey.objects.filter(user=user, confirmed=True)
    return passkeys if host is None else passkeys.filter(host=host)


# --- Changes that take two people ---


def offices_of(user: User) -> frozenset[Office]:
    found = {Office.ADMINISTRATION} if user.is_superuser else set()
    by_role = {
        Role.ADMINISTRATOR: Office.ADMINISTRATION,
        Role.SECURITY: Office.SECURITY,
        Role.FINAL_REVIEW: Office.COMMITTEE,
        Role.FIRST_REVIEW: Office.GROUP,
        Role.REPORTS: Office.REPORTS,
    }
    return frozenset(found | {office for role, office in by_role.items() if role in user.roles})


def needs_second_person(user: User) -> bool:
    """Whether making or recovering this account takes two people: what it may do, or shall soon be able to do."""
    return (
        user.is_superuser
        or bool(GUARDED_ROLES & user.roles)
        or PendingChange.objects.open().filter(subject=user, kind=AccountChange.JOIN).exists()
    )


def makers_of(user: User) -> set[int]:
    """Numbers of those who made this account, gave it its roles or recovered it, whatever it is now."""
    pairs = PendingChange.objects.done_to(user).values_list("proposer_id", "approver_id")
    return {number for pair in pairs for number in pair if number is not None} - {user.pk}


def is_hidden(change: PendingChange, user: User) -> bool:
    return change.definition is not None and bool(change.definition.hidden([change], user))


def why_not_approve(change: PendingChange, actor: User, today: date) -> str:
    """As `changes.rules.why_not_approve`; a kind that the site no longer knows is let through by nobody."""
    if change.definition is None:
        return _("这一项现在不能办理。")
    second = changes.Second(
        pk=actor.pk,
        offices=offices_of(actor),
        acts_from=actor.acts_from,
        is_kept_out=is_hidden(change, actor),
    )
    return changes.why_not_approve(proposal_of(change), second, today)


def proposal_of(change: PendingChange) -> changes.Proposal:
    kind = change.definition
    return changes.Proposal(
        state=change.state,
        proposer_id=change.proposer_id,
        subject_id=change.subject_id,
        proposer_offices=change.proposer_offices,
        approving=kind.approving if kind else (),
    )


def in_offices(offices: Iterable[str]) -> QuerySet[User]:
    """Active people of these offices, each once."""
    wanted = Q(pk=None)
    for office in offices:
        wanted |= HOLDERS[Office(office)]
    return User.objects.filter(wanted, is_active=True).distinct()


def approvers_of(change: PendingChange) -> list[User]:
    """Who could look at it a second time now or, for a new account, soon."""
    kind = change.definition
    if kind is None:
        return []
    people = in_offices(changes.open_offices(proposal_of(change))).exclude(
        pk__in=[number for number in (change.proposer_id, change.subject_id) if number]
    )
    return [person for person in people.order_by("name", "pk") if not is_hidden(change, person)]


def concerned_by(change: PendingChange) -> list[User]:
    """Who is told how it ended: of an account the committee, the group and 安全管理员 as well."""
    kind = change.definition
    people = [change.proposer, change.approver]
    if kind is None or not kind.is_secret:
        people += [change.subject, *in_offices([Office.COMMITTEE, Office.GROUP, Office.SECURITY])]
    elif change.state == ChangeState.DONE:
        people.append(change.subject)
    found = {person.pk: person for person in people if person is not None}
    return [person for person in found.values() if not is_hidden(change, person)]


def sees_change(change: PendingChange, user: User) -> bool:
    """Who proposed it or looked at it, and whose office could look at it; never from whom it is hidden."""
    return bool(_seen([change], user))


def _seen(found: list[PendingChange], user: User) -> list[PendingChange]:
    offices, by_kind = offices_of(user), defaultdict(list)
    for change in found:
        if change.definition is not None and change.mode != Mode.ALONE:
            by_kind[change.kind].append(change)
    hidden = {pk for kind, rows in by_kind.items() for pk in KINDS[kind].hidden(rows, user)}
    return [
        change
        for rows in by_kind.values()
        for change in rows
        if change.pk not in hidden
        and (user.pk in (change.proposer_id, change.approver_id) or change.definition.approving & offices)
    ]


def changes_shown_to(user: User, *, is_proposed: bool = False) -> list[PendingChange]:
    """The newest that this person sees."""
    found = PendingChange.objects.exclude(mode=Mode.ALONE)
    if is_proposed:
        found = found.filter(state=ChangeState.PROPOSED)
    return sorted(_seen(list(found[:MOST_CHANGES]), user), key=lambda change: -change.pk)


def may_open_changes(user: User) -> bool:
    """Whether the screen 待复核事项 has anything for this person: some kind is theirs to propose or to look at."""
    return any(user.has_perm(right) for right in SCREEN_RIGHTS)


def union_settings() -> SiteSettings:
    """Settings of the default site, empty ones while there are none."""
    site = Site.objects.filter(is_default_site=True).select_related("sitesettings").first()
    return getattr(site, "sitesettings", None) or SiteSettings()
