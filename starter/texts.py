"""The package as it lies in `content/`: its texts, with gaps 〔…〕 for each union to fill. Uses no database."""

import re
import tomllib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
# 〔人力资源部门〕. The number of a document, 人社部发〔2025〕2号, is no gap.
GAP = re.compile(r"〔([^〔〕\n\d][^〔〕\n]+)〕")
_KEYS = uuid.UUID("0c5d7a53-6bb2-4e53-9b0a-3d8c0f6e2a11")


@dataclass(frozen=True)
class Text:
    """One text: `part` is the array of its file; `checked_on` the day on which it was held against the law."""

    key: str
    part: str
    title: str
    checked_on: date
    row: Mapping[str, Any]

    @property
    def page_key(self) -> uuid.UUID:
        """The translation key of the page that it becomes: by this it is known again whatever becomes of its title."""
        return uuid.uuid5(_KEYS, self.key)

    @property
    def cited(self) -> list[str]:
        places = [*self.row.get("citations", ()), *(one for one in self.row.get("body", ()) if one["type"] == "law")]
        return [f"《{one['statute']}》{one['article']}" for one in places]

    @property
    def gaps(self) -> list[str]:
        return list(dict.fromkeys(gaps_in({name: value for name, value in self.row.items() if name != "en"})))


@cache
def all_texts() -> tuple[Text, ...]:
    """Return every text of the package, in the order of the files and within them."""
    found = []
    for file in ("pages", "answers", "checklists", "question_sets"):
        data = tomllib.loads((CONTENT / f"{file}.toml").read_text("utf-8"))
        day = data.pop("checked_on")
        for part, rows in data.items():
            for row in rows:
                title = row.get("title") or row["question"]
                found.append(Text(row["key"], part, title, row.get("checked_on", day), row))
    return tuple(found)


def gaps_in(value: Any) -> Iterator[str]:
    """Yield the names of the gaps in a text, or in all texts of a table or an array."""
    if isinstance(value, str):
        yield from GAP.findall(value)
    elif isinstance(value, Mapping):
        yield from (gap for one in value.values() for gap in gaps_in(one))
    elif isinstance(value, list | tuple):
        yield from (gap for one in value for gap in gaps_in(one))


def filled(value: Any, known: Mapping[str, str]) -> Any:
    """Return a text, or a table or array of texts, with the gaps filled whose names are known."""
    if isinstance(value, str):
        return GAP.sub(lambda gap: known.get(gap[1]) or gap[0], value)
    if isinstance(value, Mapping):
        return {name: filled(one, known) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, known) for one in value]
    return value


def common_gaps(texts: Iterable[Text]) -> list[str]:
    """Return the names of the gaps that stand in more than one text, those in the most texts first."""
    counted = Counter(gap for text in texts for gap in text.gaps)
    return [gap for gap, number in counted.most_common() if number > 1]
