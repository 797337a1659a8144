"""How old the copy is, for `/healthz`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from unionsite.core.health import NotHealthy
from unionsite.operations.copies import folders
from unionsite.operations.copies.choices import STALE_HOURS


def check_copy() -> str:
    state = folders.state()
    if folders.current() is None or "made_at" not in state:
        raise NotHealthy("there is no static copy yet")
    made, renewed = (datetime.fromisoformat(state[key]) for key in ("made_at", "renewed_at"))
    if timezone.now() - made > timedelta(hours=STALE_HOURS):
        raise NotHealthy(f"the static copy was made {_written(made)}, more than {STALE_HOURS} hours ago")
    return f"made {_written(made)}, renewed {_written(renewed)}"


def _written(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
