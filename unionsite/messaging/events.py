"""What people are told of: the table of `events.toml`, which says what each line means."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from unionsite.messaging.choices import Urgency

# What the words may take from a mail's context, as text, beside the title of a page.
_ALLOWED = ("stage", "due", "number", "words")
LONGEST_TITLE = 40
# The name under which handlers are told of a report, whatever it is.
OF_A_REPORT = "report"


@dataclass(frozen=True)
class Event:
    one: str
    many: str = ""
    overview: str = ""
    urgency: Urgency = Urgency.CAN_WAIT
    is_for_groups: bool = False

    def words(self, context: Mapping[str, object]) -> str:
        values = {name: str(context.get(name, "")) for name in _ALLOWED}
        title = str(getattr(context.get("page"), "title", ""))
        values["title"] = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
        return self.one % values

    def words_of(self, number: int) -> str:
        return self.many % {"number": number}


def _events() -> dict[str, Event]:
    rows = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["event"]
    found = {}
    for row in rows:
        row |= {"urgency": Urgency[row.get("urgency", "CAN_WAIT")], "is_for_groups": row.pop("groups", False)}
        found |= dict.fromkeys(row.pop("names"), Event(**row))
    return found


EVENTS = _events()
