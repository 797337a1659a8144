"""What more than one text of the demo speaks of, people in office, days and periods, and the reader that puts it in."""

import re
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from interact.cases.sla import Limits
from unionsite.core.workdays import WorkCalendar

CONTENT = Path(__file__).parent / "content"
STORY: dict[str, dict[str, Any]] = tomllib.loads((CONTENT / "story.toml").read_text("utf-8"))
STORY["days"] |= Limits().as_json()
RECEPTION = STORY["reception"]
CALENDAR = WorkCalendar()
NAMED = re.compile(r"\{\{(\w+)(?:\.(\w+))?\}\}")


def told(text: str) -> str:
    """Return the text with what the story names put in; raises KeyError for what it does not know."""

    def value(found: re.Match) -> str:
        named = STORY[found[1]]
        return str(named[found[2]]) if found[2] else named["post"] + named["name"]

    return NAMED.sub(value, text)


def read(file: Path) -> dict[str, Any]:
    """Read one of the demo's TOML files."""
    return tomllib.loads(told(file.read_text("utf-8")))


def last_workday(moment: datetime, ago: int = 0) -> datetime:
    """Return the same time on the last working day up to this one, or so many working days before it."""
    day = CALENDAR.add_workdays(moment.date() + timedelta(days=1), -1 - ago)
    return moment + (day - moment.date())
