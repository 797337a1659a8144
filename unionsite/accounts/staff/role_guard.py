"""Refuses changes of roles that one person alone may not make on any screen: adding somebody to a guarded role,
renaming or deleting a role, giving a right that only comes with a role.

Receivers call it wherever groups are written, so that a screen nobody thought of is guarded from its first day.
Commands on the server (`setup_site`, `seed_demo`, `appoint`) are let through: what they do is recorded.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from wagtail.models import Site

from unionsite.accounts.changes.kinds import ROLE_RIGHTS
from unionsite.accounts.changes.queries import prepares_alone
from unionsite.accounts.changes.services import is_carrying_out
from unionsite.accounts.choices import GUARDED_ROLES, Role
from unionsite.accounts.people.models import User
from unionsite.audit.origin import current_actor


def _is_at_a_screen() -> bool:
    return current_actor() is not None and not is_carrying_out()


def check_joining(*, action: str, instance: User | Group, reverse: bool, keys: Iterable[int] | None) -> None:
    """Raise PermissionDenied when somebody is added to a guarded role without a second person. Before the opening a
    superuser may, by the form, which keeps the roles apart: never from the side of the group."""
    if action != "pre_add" or not _is_at_a_screen() or (not reverse and prepares_alone(current_actor())):
        return
    names = {instance.name} if reverse else set(Group.objects.filter(pk__in=keys).values_list("name", flat=True))
    if names & GUARDED_ROLES:
        raise PermissionDenied


def check_rights(*, action: str, keys: Iterable[int] | None) -> None:
    """Raise PermissionDenied when a right is given that only comes with a role."""
    if action != "pre_add" or not _is_at_a_screen():
        return
    found = Permission.objects.filter(pk__in=keys).values_list("content_type__app_label", "codename")
    if {f"{app}.{codename}" for app, codename in found} & ROLE_RIGHTS:
        raise PermissionDenied


def check_name(group: Group) -> None:
    """Raise PermissionDenied when a role is renamed or another group takes its name: rules look roles up by name."""
    if not _is_at_a_screen():
        return
    former = Group.objects.filter(pk=group.pk).values_list("name", flat=True).first() if group.pk else None
    if former != group.name and {former, group.name} & set(Role.values):
        raise PermissionDenied


def check_site(site: Site, *, stays: bool) -> None:
    """Raise PermissionDenied for any site but the one there is: whether it is open stands in its settings."""
    if _is_at_a_screen() and (not stays or site._state.adding or not site.is_default_site):
        raise PermissionDenied


def check_deletion(group: Group) -> None:
    if _is_at_a_screen() and group.name in Role.values:
        raise PermissionDenied
