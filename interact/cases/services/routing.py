"""Changes settings of the channels: who gets what comes in, and the limits. For handlers of one case see `handover`."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogContext

from interact.cases import sla
from interact.cases.choices import HANDOVER_WORKDAYS
from interact.cases.models.settings import ChannelRouting, FeedbackSettings
from interact.cases.people import may_be_named
from unionsite.accounts.changes import services
from unionsite.accounts.changes.choices import Office
from unionsite.accounts.changes.kinds import ChangeKind
from unionsite.accounts.models import Department, PendingChange, User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused

ROUTING = "case_routing"
PEOPLE = ("handlers", "deputies")
# Who may be the second person.
OFFICES = frozenset({Office.COMMITTEE, Office.SECURITY})


@transaction.atomic
def set_routing(
    *, routing: ChannelRouting, actor: User, is_open: bool, department: Department | None, now: datetime, **people
) -> bool:
    """Set who gets what comes in by a channel from now on; cases that came before keep their handlers.

    If `handlers` or `deputies` change, that waits for a second person, and the function returns True. Raises Refused
    for people without the right to handle, and for actors who name themselves.
    """
    chosen = {name: list(people.get(name) or ()) for name in PEOPLE}
    able = set(may_be_named(User.objects.all(), routing.channel).values_list("pk", flat=True))
    if unable := [str(user) for users in chosen.values() for user in users if user.pk not in able]:
        raise Refused(_("%(names)s没有办理的权限，请先给予角色。") % {"names": _("、").join(unable)})
    routing.is_open, routing.department = is_open, department
    routing.save()
    waits = any(set(getattr(routing, name).all()) != set(users) for name, users in chosen.items())
    if waits:
        # The people named will read all that comes in, so nobody may name themselves.
        if actor.pk in [user.pk for users in chosen.values() for user in users]:
            raise Refused(_("不能指定您自己。"))
        payload = {name: sorted(user.pk for user in users) for name, users in chosen.items()}
        services.propose(kind=ROUTING, actor=actor, target=routing.pk, payload=payload, now=now)
    audit.record(Action.ROUTING_CHANGED, actor=actor, subject=routing, detail={"outcome": is_open})
    return waits


@transaction.atomic
def apply_strict(*, actor: User) -> FeedbackSettings:
    """Set the limits to `sla.STRICT`, for cases that come in from now on. Without a change nothing is recorded."""
    settings = FeedbackSettings.load()
    strict = sla.STRICT.as_json()
    changed = {name: number for name, number in strict.items() if getattr(settings, name) != number}
    if not changed:
        return settings
    for name, number in changed.items():
        setattr(settings, name, number)
    # `receivers` records every change of these settings and takes the actor from the context.
    with LogContext(user=actor):
        settings.save()
    return settings


# --- The kind of change that a second person agrees to ---


def _route(change: PendingChange, now: datetime) -> str:
    routing = ChannelRouting.objects.select_for_update().get(pk=change.target)
    able = may_be_named(User.objects.all(), routing.channel)
    for name in PEOPLE:
        chosen = list(able.filter(pk__in=change.payload[name]))
        if len(chosen) < len(change.payload[name]):
            raise Refused(_("其中有人已经没有办理的权限，请重新提出。"))
        getattr(routing, name).set(chosen)
    audit.record(Action.ROUTING_CHANGED, actor=change.proposer, subject=routing)
    return ""


def _lines(change: PendingChange) -> list:
    routing = ChannelRouting.objects.filter(pk=change.target).first()
    by_number = User.objects.in_bulk(_named_in(change))
    lines = [(gettext_lazy("渠道"), routing or "")]
    if routing is not None:
        lines.append((gettext_lazy("现在的办理人"), names_of(routing.handlers.all())))
    for name, label in (("handlers", gettext_lazy("改为")), ("deputies", gettext_lazy("备用办理人"))):
        lines.append((label, names_of(by_number[pk] for pk in change.payload[name] if pk in by_number)))
    return lines


def _hidden(of: list[PendingChange], user: User) -> set[int]:
    """Return the keys of proposals that this user must not see: those that would name them, as they cannot agree."""
    return {change.pk for change in of if user.pk in _named_in(change)}


def _named_in(change: PendingChange) -> list[int]:
    return [pk for name in PEOPLE for pk in change.payload[name]]


def names_of(people: Iterable[User]) -> str:
    return _("、").join(map(str, people)) or _("没有")


ROUTING_KIND = ChangeKind(
    ROUTING,
    gettext_lazy("调整渠道办理人"),
    approving=OFFICES,
    apply=_route,
    workdays=lambda _change: HANDOVER_WORKDAYS,
    lines=_lines,
    hidden=_hidden,
)
