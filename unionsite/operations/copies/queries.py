"""How old the copy is, for `/healthz` and the alarms."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.core.clocks import is_to_come
from unionsite.core.health import NotHealthy
from unionsite.core.queries import is_open
from unionsite.operations.copies import folders
from unionsite.operations.copies.rules import STALE_HOURS


def check_copy() -> str:
    if not is_open():
        return "the site is not open yet"
    state = folders.state()
    if words := _trouble(state, timezone.now()):
        raise NotHealthy(words)
    made, renewed = (datetime.fromisoformat(state[key]) for key in ("made_at", "renewed_at"))
    return f"made {_written(made)}, renewed {_written(renewed)}"


def alarming(now: datetime) -> dict[str, list[str]]:
    """Return what an alarm says of a copy that is too old; nothing of one that is being made for the first time, or of
    none, so that the alarm ends when copies are switched off."""
    state = folders.state() if settings.STATIC_COPY else {}
    if "made_at" not in state or not _trouble(state, now):
        return {}
    return {
        _("太久没有更新"): [
            _("上一次全部做好是%(at)s。") % {"at": _written(datetime.fromisoformat(state["made_at"]))},
            _("请看日志（journalctl -u unionsite-scheduler），排除后运行unionsite-manage copy_site。"),
        ]
    }


def _trouble(state: dict, now: datetime) -> str:
    """Return in English what is wrong with the copy, "" if nothing."""
    if folders.current() is None or "made_at" not in state:
        return "there is no static copy yet"
    made = datetime.fromisoformat(state["made_at"])
    if is_to_come(made, now):
        return f"the static copy was made {_written(made)}, which is still to come"
    if now - made > timedelta(hours=STALE_HOURS):
        return f"the static copy was made {_written(made)}, more than {STALE_HOURS} hours ago"
    return ""


def _written(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
