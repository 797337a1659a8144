"""`python -m bench.answers [FILE …]`: is the answer above the results what was asked, or its question named at least?

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
    with site(""):
        from django.test.utils import setup_test_environment

        # Responses know what their templates were given.
        setup_test_environment()
        keys = lay()
        for path in options.files:
            questions = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
            known = [one for one in questions if one["key"] in {None, *keys.values()}]
            judge(path.stem, known, keys, is_shown=options.show)


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


def above(question: str) -> tuple[str | None, list[str]]:
    """Return the question of the answer that stands above the results, and those that may be meant instead."""
    from django.test import Client

    response = Client().get("/search/", {"q": question})
    if response.status_code != 200:
        raise SystemExit(f"{question!r} answered {response.status_code}")
    answer, likely = (response.context.get(name) for name in ("answer", "likely"))
    return answer and answer.title, [one.title for one in likely or ()]


def judge(name: str, questions: list[dict], keys: dict[str, str], *, is_shown: bool) -> None:
    from bench.pages import say, table

    counted: Counter[tuple[str, str]] = Counter()
    for one in questions:
        card, likely = above(one["query"])
        shown, named = keys.get(card or ""), [keys[title] for title in likely]
        fitting = {one["key"], *one.get("also", ())} - {None}
        outcomes = ["fit" if fitting else "none"]
        if shown:
            outcomes.append("right" if shown in fitting else "wrong")
        elif named:
            outcomes.append("named" if fitting.intersection(named) else "beside")
        counted.update((kind, outcome) for kind in (one["kind"], "all") for outcome in outcomes)
        if is_shown and not {"right", "named"}.intersection(outcomes) and (shown or fitting):
            say(f"{one['query']}: {shown or named or 'nothing'}, wanted {one['key']}")
    rows = []
    for kind in dict.fromkeys(kind for kind, _outcome in counted):
        fit, none, right, named, wrong, beside = (
            counted[kind, outcome] for outcome in ("fit", "none", "right", "named", "wrong", "beside")
        )
        share = [f"{part / fit:.0%}" if fit else "–" for part in (right, right + named)]
        rows.append([kind, str(fit), *share, str(none), str(wrong), str(beside)])
    say(f"\n{name}")
    table(["kind", "an answer fits", "stated", "or named", "none fits", "wrongly stated", "wrongly named"], rows)
    say(f"Wanted: none wrongly stated, and {FEWEST_SHOWN:.0%} of those that an answer fits stated or named.")


if __name__ == "__main__":
    sys.exit(main())
