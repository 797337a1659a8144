"""Who could take a page down now, and whether anybody could (security.md 3.5)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from unionsite.accounts.models import Authenticator, User
from unionsite.publishing.review.queries import EMERGENCY

_BACKEND = f"{ModelBackend.__module__}.{ModelBackend.__qualname__}"


@dataclass(frozen=True)
class TakedownPeople:
    """`able` may and can; `not_enrolled` may, but cannot sign in yet. Superusers stand in where nobody is able."""

    able: tuple[User, ...]
    not_enrolled: tuple[User, ...]
    superusers: tuple[User, ...]

    @property
    def fault(self) -> str:
        """What is wrong, in words for an administrator; empty while somebody can act."""
        if self.able:
            return ""
        if self.not_enrolled:
            return _("有“应急下线”权限的人都还没有绑定验证器，登录不了，紧急时没有人能把页面撤下。")
        return _("没有人担任“应急下线”，紧急时没有人能把页面撤下。")


def takedown_people() -> TakedownPeople:
    """Two queries. Superusers do not count as staff of it: they are there for the machine."""
    holders = _with_state(User.objects.with_perm(EMERGENCY, include_superusers=False, backend=_BACKEND))
    able = tuple(user for user in holders if user.is_enrolled)
    superusers = () if able else tuple(_with_state(User.objects.filter(is_superuser=True, is_active=True)))
    return TakedownPeople(
        able=able,
        not_enrolled=tuple(user for user in holders if not user.is_enrolled),
        superusers=tuple(user for user in superusers if user.is_enrolled),
    )


def _with_state(users: QuerySet[User]) -> QuerySet[User]:
    enrolled = Authenticator.objects.filter(user=OuterRef("pk"), confirmed=True)
    return users.annotate(is_enrolled=Exists(enrolled)).select_related("department").order_by("name", "pk")
