"""`python -m bench.answers [FILE …]`: is the card above the results the answer to what was asked, or none?

The answers of the demo are laid on a site of its own. Each question of the files (bench/judged_answers.jsonl) is asked
by the results page: {"query", "key" of the answer that fits or null, "also" keys of others that do no harm, "kind"}.
`--show` names the questions that went wrong; without it files can be judged that nobody has read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from bench.search import site

OWN = Path(__file__).with_name("judged_answers.jsonl")
FEWEST_SHOWN = 0.85


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.answers", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[OWN])
    parser.add_argument("--show", action="store_true", help="name the questions that went wrong")
    options = parser.parse_args()
    questions = [json.loads(line) for path in options.files for line in path.read_text("utf-8").splitlines() if line]
    with site(""):
        keys = lay()
        judge([one for one in questions if one["key"] in {None, *keys.values()}], keys, is_shown=options.show)


def lay() -> dict[str, str]:
    """Publish the answers of the demo; return their keys by their questions."""
    from bench.search_corpus import publish
    from demo.answers import read_answers
    from rights.models import RightsAnswerIndexPage
    from tests.factories import RightsAnswerPageFactory

    index = RightsAnswerIndexPage.objects.get(locale__language_code="zh-hans")
    rows = read_answers()
    for row in rows:
        words = {"title": row["question"], "wordings": "\n".join(row["wordings"]), "short_answer": row["answer"]}
        publish(RightsAnswerPageFactory(parent=index, slug=row["key"], situation=row["situation"], **words))
    return {row["question"]: row["key"] for row in rows}


def card_of(question: str) -> str | None:
    """Return the question of the answer that stands above the results."""
    from django.test import Client

    response = Client().get("/search/", {"q": question})
    if response.status_code != 200:
        raise SystemExit(f"{question!r} answered {response.status_code}")
    _before, found, rest = response.text.partition('<h2 id="answer">')
    return rest.partition("</a>")[0].rpartition(">")[2] if found else None


def judge(questions: list[dict], keys: dict[str, str], *, is_shown: bool) -> None:
    from bench.pages import say, table

    counted: Counter[tuple[str, str]] = Counter()
    for one in questions:
        shown = keys.get(card_of(one["query"]) or "")
        fits = one["key"] is not None
        right = fits and shown in {one["key"], *one.get("also", ())}
        counted.update((kind, "fit" if fits else "none") for kind in (one["kind"], "all"))
        if outcome := "right" if right else "wrong" if shown else "":
            counted.update((kind, outcome) for kind in (one["kind"], "all"))
        if is_shown and not right and (shown or fits):
            say(f"{one['query']}: {shown or 'no card'}, wanted {one['key']}")
    rows = []
    for kind in dict.fromkeys(kind for kind, _outcome in counted):
        fit, none, right, wrong = (counted[kind, outcome] for outcome in ("fit", "none", "right", "wrong"))
        share = f"{right / fit:.0%}" if fit else "–"
        rows.append([kind, str(fit), str(right), share, str(none), str(wrong)])
    table(["kind", "an answer fits", "its card", "share", "none fits", "wrong cards"], rows)
    say(f"Wanted: no wrong card, and the card of {FEWEST_SHOWN:.0%} of those that an answer fits.")


if __name__ == "__main__":
    sys.exit(main())
