"""The demo's answers to what people ask about their rights, each through both stages."""

import json
import random
from datetime import datetime, timedelta
from typing import Any

from demo.story import CONTENT, last_workday, read
from demo.texts import block, citation_value, pair_words, table_value
from demo.writing import Demo, pass_review, publish, set_dates
from home.models import QUESTIONS
from rights.models import RightsAnswerIndexPage, RightsAnswerPage
from unionsite.accounts.models import Department
from unionsite.core.translations import translate_page

PLAIN = ("situation", "whom", "channel", "step", "edge", "valid_from")
# Who answers for them all.
DEPARTMENT = "综合管理部"
# The last ones were published so many working days ago.
LAST_DAYS_AGO = 4
# The three below the search of the front page.
EVERYDAY = ("overtime-pay", "annual-leave", "commuting-injury")


def read_answers() -> list[dict[str, Any]]:
    return read(CONTENT / "answers.toml")["answers"]


def add_answers(demo: Demo, answers: list[dict[str, Any]], *, now: datetime) -> None:
    index = RightsAnswerIndexPage.objects.get(locale=demo.home.locale)
    department = Department.objects.get(name=DEPARTMENT)
    for when, row in zip(moments(len(answers), now), answers, strict=True):
        page = build_answer(demo, row, department)
        index.add_child(instance=page)
        publish(demo, page, when)
        if english := row.get("en"):
            wordings = {"\n".join(row["wordings"]): "\n".join(english["wordings"])}
            texts = dict(pair_words({**row, "wordings": None}, english)) | wordings
            translated = translate_page(page, locale=demo.english, texts=texts, user=demo.people["editor"]).specific
            pass_review(demo, translated)
            set_dates(translated, when)


def moments(number: int, now: datetime) -> list[datetime]:
    """Return when so many answers were published, the oldest first: one to four on a working day."""
    chance = random.Random("answers")  # noqa: S311  (the same demo everywhere, no secret)
    found, ago = [], LAST_DAYS_AGO
    while len(found) < number:
        day = last_workday(now - timedelta(days=1), ago).replace(hour=9, minute=0, second=0, microsecond=0)
        found += [day + timedelta(minutes=chance.randrange(490)) for _answer in range(chance.randrange(1, 5))]
        ago += 1
    return sorted(found[:number])


def choose_questions(demo: Demo) -> None:
    """Have the front page ask what is asked most."""
    for name, slug in zip(QUESTIONS, EVERYDAY, strict=True):
        setattr(demo.home, name, RightsAnswerPage.objects.get(slug=slug, locale=demo.home.locale))
    demo.home.save_revision(user=demo.people["editor"])
    pass_review(demo, demo.home)


def build_answer(demo: Demo, row: dict[str, Any], department: Department) -> RightsAnswerPage:
    """Return the page of an answer, not yet saved."""
    key, resolver = row["key"], demo.material.resolver
    cited = [
        block("law", citation_value(one, resolver), f"{key}/law/{place}") for place, one in enumerate(row["citations"])
    ]
    numbers = []
    if table := row.get("numbers"):
        value = table_value({"caption": table["caption"], "columns": table["headings"], "rows": table["rows"]})
        numbers = [block("table", value, f"{key}/numbers")]
    return RightsAnswerPage(
        **{name: row[name] for name in PLAIN},
        title=row["question"],
        slug=key,
        locale=demo.home.locale,
        owner=demo.people["editor"],
        live=False,
        wordings="\n".join(row["wordings"]),
        short_answer=row["answer"],
        citations=json.dumps(cited),
        numbers=json.dumps(numbers),
        calculator=row.get("calculator", ""),
        department=department,
    )
