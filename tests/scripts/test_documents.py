"""What the documents name is there: files, and tests by their names."""

import re
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
# A path may leave out where it begins, a test file is named with its test.
NAMED = re.compile(r"`([\w./-]+\.(?:py|html|md|css|js|sh|conf))(?:::([\w:]+))?")


@cache
def files() -> list[str]:
    code = ["demo", "unionsite", "home", "news", "rights", "culture", "interact", "search"]
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
