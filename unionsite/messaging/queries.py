"""Reads of the messages: a person's list, their number, what each of several people chose."""

from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from unionsite.accounts.models import User
from unionsite.messaging.choices import Platform, Way
from unionsite.messaging.models import Message, Outlet, Preference

# Seconds for which the number of unread messages is remembered.
REMEMBERED = 300
NOT_REGISTERED = _("还没有登记这个平台的应用：请管服务器的人在.env里填好SSO_开头的几项，再重新启动。")


def messages_of(user: User) -> QuerySet[Message]:
    """Return what a person was told: the newest day first, within a day what is not read."""
    return Message.objects.filter(person=user).order_by("-day", "is_read", "event", "pk")


def unread_by(user: User) -> int:
    """Return how many messages a person has not read; up to five minutes old where processes share no memory."""
    key = unread_key(user.pk)
    if (number := cache.get(key)) is None:
        number = Message.objects.filter(person=user, is_read=False).count()
        cache.set(key, number, REMEMBERED)
    return number


def unread_key(person: int) -> str:
    return f"messaging.unread.{person}"


def is_registered(platform: str) -> bool:
    """Whether the company's application at a platform is named in the environment."""
    needed = {
        Platform.WECOM: (settings.SSO_WECOM_CORP_ID, settings.SSO_WECOM_AGENT_ID, settings.SSO_WECOM_SECRET),
        Platform.DINGTALK: (settings.SSO_DINGTALK_CLIENT_ID, settings.SSO_DINGTALK_CLIENT_SECRET),
        Platform.FEISHU: (settings.SSO_FEISHU_APP_ID, settings.SSO_FEISHU_APP_SECRET),
    }
    return all(needed[Platform(platform)])


def applications() -> dict[str, Outlet]:
    """Return by platform the applications by which persons can be told."""
    found = Outlet.objects.filter(is_robot=False, is_on=True)
    return {outlet.platform: outlet for outlet in found if is_registered(outlet.platform)}


def ways_for(user: User) -> list[tuple[str, str]]:
    """Return the ways that are open to a person, as choices."""
    able = {Way.LIST.value, *(applications() if user.employee_number else ())}
    if user.email:
        able.add(Way.MAIL.value)
    return [(value, label) for value, label in Way.choices if value in able]


def preferences_of(people: Iterable[User]) -> dict[int, Preference]:
    return {row.person_id: row for row in Preference.objects.filter(person__in=[person.pk for person in people])}


def preference_of(user: User) -> Preference:
    default = Preference(person=user, way=Way.MAIL if user.email else Way.LIST)
    return Preference.objects.filter(person=user).first() or default


def robots_for(people: Iterable[User]) -> QuerySet[Outlet]:
    """Return the robots of the groups that these people belong to, by their role or department."""
    numbers = [person.pk for person in people]
    theirs = Q(role__user__in=numbers) | Q(department__people__in=numbers)
    return Outlet.objects.filter(theirs, is_robot=True, is_on=True).distinct()
