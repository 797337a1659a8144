"""What the documents name is there: files, tests by their names, the steps that follow a publication."""

import re
from functools import cache
from pathlib import Path

import pytest

from unionsite.core.publication import Stage, rows

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
# A path may leave out where it begins, a test file is named with its test.
NAMED = re.compile(r"`([\w./-]+\.(?:py|html|md|css|js|sh|conf))(?:::([\w:]+))?")


@cache
def files() -> list[str]:
    code = ["demo", "starter", "unionsite", "home", "news", "rights", "culture", "interact", "search"]
    folders = [*code, "tests", "docs", "deploy", "scripts"]
    below = [path for folder in folders for path in (ROOT / folder).rglob("*.*")]
    return ["/" + path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.*"), *below]]


@pytest.mark.parametrize(
    "document",
    ["docs/traceability.md", "docs/structure.md", "docs/way-in.md", "docs/glossary.md", "CONTRIBUTING.md"],
)
def test_what_is_named_is_there(document):
    missing = set()
    for path, test in NAMED.findall((ROOT / document).read_text("utf-8")):
        found = [file for file in files() if file.endswith("/" + path)]
        text = "".join((ROOT / file[1:]).read_text("utf-8") for file in found) if test else ""
        if not found or any(not re.search(rf"(def|class) {name}\b", text) for name in test.split("::") if name):
            missing.add(f"{path}::{test}")
    assert missing == set()


def table(heading: str) -> list[tuple[str, ...]]:
    """The rows of a table of docs/structure.md, by the first cell of its head, without marks of code."""
    text = (ROOT / "docs/structure.md").read_text("utf-8").replace("`", "")
    lines = re.search(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)[1].splitlines()
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def test_what_follows_a_publication_is_written_in_its_order():
    assert table("stage") == [(stage.name.lower(), stage.when, stage.why) for stage in Stage]
    assert table("signal") == rows()
