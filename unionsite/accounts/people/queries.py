"""Reads of people: security settings, who may manage or recover whose account, and who is told about attacks."""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import DEFAULT_DB_ALIAS
from django.db.models import ProtectedError, Q, QuerySet, RestrictedError
from django.db.models.deletion import Collector
from wagtail.models import Site

from unionsite.accounts.choices import ADMINISTRATION, Role
from unionsite.accounts.people import rules
from unionsite.accounts.people.models import SecuritySettings, User
from unionsite.core import generation
from unionsite.core.models import SiteSettings

ADMINISTERING_APPS = ("accounts", "audit", "auth")


@generation.remembered_of(generation.SITE)
def security_settings() -> SecuritySettings:
    return SecuritySettings.load()


def administering() -> Q:
    """Return the condition for groups that may touch accounts, rights or the audit log, whatever they are called."""
    return Q(name__in=ADMINISTRATION) | Q(permissions__content_type__app_label__in=ADMINISTERING_APPS)


def grantable_groups(actor: User) -> QuerySet[Group]:
    """Return the groups that `actor` may put others into: never those of the actor's own rank (T35)."""
    if actor.is_superuser:
        return Group.objects.all()
    return Group.objects.exclude(pk__in=Group.objects.filter(administering()).values("pk"))


def rank_of(user: User) -> rules.Rank:
    is_administering = (not user.is_superuser and user.is_guarded) and (
        user.groups.filter(administering()).exists()
        or user.user_permissions.filter(content_type__app_label__in=ADMINISTERING_APPS).exists()
    )
    return rules.rank(is_superuser=user.is_superuser, is_guarded=user.is_guarded, is_administering=is_administering)


def may_manage(actor: User, target: User) -> bool:
    """Whether `actor` may change this account, by right and rank (T35)."""
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
    """Return those of these accounts that protected records name: they can be disabled but never deleted."""
    kept = []
    for user in users:
        try:
            Collector(using=DEFAULT_DB_ALIAS, origin=user).collect([user])
        except (ProtectedError, RestrictedError):
            kept.append(user)
    return kept


def union_settings() -> SiteSettings:
    """Return the settings of the default site; empty settings while there are none."""
    site = Site.objects.filter(is_default_site=True).select_related("sitesettings").first()
    return getattr(site, "sitesettings", None) or SiteSettings()


def security_officers() -> list[User]:
    """Return who is told about attacks: 安全管理员, or superusers while there is none."""
    officers = User.objects.in_roles(Role.SECURITY)
    return list(officers) or list(User.objects.filter(is_active=True, is_superuser=True))


def is_last_officer(user: User) -> bool:
    """Whether without this person there would be no 安全管理员, without whom nobody can second."""
    others = User.objects.in_roles(Role.SECURITY).exclude(pk=user.pk)
    return Role.SECURITY in user.roles and not others.exists()
