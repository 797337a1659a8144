"""What a rule reports."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from unionsite.publishing.textchecks.choices import RULES, Level


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's find in one text: `start` to `end` of it. `level` is set where a word has its own."""

    rule: str
    start: int
    end: int
    message: str
    suggestion: str = ""
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One find in a piece.

    `where` is the path of the text: a field, or field, number of the block from 0 and names below it
    (`body.3.rows.1.2`); `place` is the same for people. `start` and `end` count characters of that text (of its plain
    text where it is rich); both 0 where the find has no place in it.
    """

    rule: str
    level: Level
    where: str
    start: int
    end: int
    text: str
    message: str
    suggestion: str = ""
    place: str = ""

    @property
    def key(self) -> str:
        """The same for the same find in another version of the piece: a reason once given stays good.

        It hangs on rule and words. Where the words are none (a missing source, say) it hangs on the place.
        """
        return hashlib.sha256("\0".join((self.rule, self.text or self.where)).encode()).hexdigest()[:20]

    @property
    def label(self) -> str:
        return str(RULES[self.rule].label)

    @property
    def advice(self) -> str:
        return str(RULES[self.rule].advice)

    @property
    def field(self) -> str:
        return self.where.partition(".")[0]

    @property
    def block(self) -> int | None:
        """Which block of its field, from 0; None outside of a stream."""
        number = self.where.split(".")[1] if "." in self.where else ""
        return int(number) if number.isdecimal() else None

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "level": str(self.level), "key": self.key}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Finding:
        values = {name: data[name] for name in cls.__dataclass_fields__}
        return cls(**{**values, "level": Level(values["level"])})
