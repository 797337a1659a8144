"""The data that rules report: a hit in one text, and a finding in a piece."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from unionsite.publishing.textchecks.choices import RULES, Level


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's find in one text, from character `start` to `end`. `level` is set only if a word has its own level."""

    rule: str
    start: int
    end: int
    message: str
    suggestion: str = ""
    level: Level | str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One find in a piece.

    `where` is the path of the text: a field, or field, number of the block from 0 and names below it
    (`body.3.rows.1.2`); `place` says the same in words. `start` and `end` count characters of that text (of the plain
    text for rich text); both are 0 if the find has no place in it.
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
        """A key that is the same for the same find in another version, so that a reason once given still counts.

        It is made from rule and words; from rule and place if there are no words (a missing source, for example).
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
        """The number of the block in its field, from 0; None outside a stream."""
        number = self.where.split(".")[1] if "." in self.where else ""
        return int(number) if number.isdecimal() else None

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "level": str(self.level), "key": self.key}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Finding:
        values = {name: data[name] for name in cls.__dataclass_fields__}
        return cls(**{**values, "level": Level(values["level"])})
