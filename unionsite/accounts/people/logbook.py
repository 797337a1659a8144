"""Writes the audit log's entries about accounts: sign-ins, failures, locks, rights, settings (S-6.6, 等保 安全审计)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from unionsite.accounts.people.models import Department, SecuritySettings, User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action, Outcome
from unionsite.audit.origin import current_actor

CHANGES = {"post_add": "added", "post_remove": "removed"}


def note_sign_in(user: User) -> None:
    audit.record(Action.SIGN_IN, actor=user, subject=user)


def note_sign_out(user: User) -> None:
    audit.record(Action.SIGN_OUT, actor=user, subject=user)


def shown_name(username: str) -> str:
    """Return the beginning and the length of a name that was tried: people type their password there by mistake."""
    return f"{username[:2]}…（{len(username)}）" if username else ""


def note_failure(request, credentials: Mapping[str, Any]) -> None:
    # Axes reports a lock by a signal of its own.
    if not getattr(request, "axes_locked_out", False):
        note_tries(Action.SIGN_IN_FAILED, str(credentials.get("username") or ""))


def note_tries(action: Action, username: str) -> None:
    """Record what wrong passwords at a name led to: a failure, a lock, or that strangers have only one try a minute."""
    user = User.objects.filter(username=username).first()
    label = "" if user else shown_name(username or "")
    audit.record(action, subject=user, subject_label=label, outcome=Outcome.REFUSED)


def note_code_failure(user: User, *, is_alarming: bool) -> None:
    """Record a wrong code; `is_alarming` when so many came in a row that somebody may know the password."""
    action = Action.SECOND_FACTOR_LOCKED if is_alarming else Action.SECOND_FACTOR_FAILED
    audit.record(action, actor=None, subject=user, outcome=Outcome.REFUSED)


def _pairs(instance: Model, others: type[Model], keys: Iterable[int]) -> list[tuple[Any, User]]:
    """Return (group or department, person) for each link that changed, from whichever end it was changed."""
    if isinstance(instance, User):
        return [(other, instance) for other in others.objects.filter(pk__in=keys)]
    return [(instance, user) for user in User.objects.filter(pk__in=keys)]


def note_groups(*, action: str, instance: User | Group, keys: Iterable[int] | None) -> None:
    """Record one entry for each person whose groups changed; uses `pre_clear`, because `post_clear` has no keys."""
    if action == "pre_clear":
        action = "post_remove"
        keys = (instance.groups if isinstance(instance, User) else instance.user_set).values_list("pk", flat=True)
    if action not in CHANGES:
        return
    for group, user in _pairs(instance, Group, keys):
        detail = {CHANGES[action]: group.name}
        audit.record(Action.GROUPS_CHANGED, actor=current_actor(), subject=user, detail=detail)


def note_permissions(*, action: str, instance: Any, reverse: bool, keys: Iterable[int] | None) -> None:
    if action not in CHANGES or reverse:
        return
    names = sorted(Permission.objects.filter(pk__in=keys).values_list("codename", flat=True))
    audit.record(Action.PERMISSIONS_CHANGED, actor=current_actor(), subject=instance, detail={CHANGES[action]: names})


def note_heads(*, action: str, instance: Department | User, keys: Iterable[int] | None) -> None:
    """Record who may sign off what a department's people send in (S-2.8)."""
    if action not in CHANGES:
        return
    for department, user in _pairs(instance, Department, keys):
        detail = {CHANGES[action]: str(user)}
        audit.record(Action.HEADS_CHANGED, actor=current_actor(), subject=department, detail=detail)


def note_tree_permission(right: GroupPagePermission | GroupCollectionPermission, *, is_given: bool) -> None:
    """Record that a group's right on a branch of pages or a collection was given or taken."""
    place = right.page if isinstance(right, GroupPagePermission) else right.collection
    detail = {"added" if is_given else "removed": right.permission.codename, "place": str(place)}
    audit.record(Action.PERMISSIONS_CHANGED, actor=current_actor(), subject=right.group, detail=detail)


def note_settings(instance: SecuritySettings) -> None:
    values = {
        field.name: getattr(instance, field.name) for field in instance._meta.concrete_fields if not field.primary_key
    }
    audit.record(Action.SETTINGS_CHANGED, actor=current_actor(), subject=instance, detail=values)


def note_deletion(user: User) -> None:
    audit.record(Action.ACCOUNT_DELETED, actor=current_actor(), subject=user)
