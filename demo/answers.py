"""The demo's answers to what people ask about their rights, each through both stages."""

import random
from datetime import datetime, timedelta
from typing import Any

from demo.story import CONTENT, last_workday, read
from demo.texts import pair_words
from demo.writing import Demo, pass_review, publish, set_dates
from home.models import QUESTIONS
from rights.models import RightsAnswerIndexPage, RightsAnswerPage
from starter.pages import answer_page
from starter.texts import all_texts, filled
from unionsite.accounts.models import Department
from unionsite.core.translations import translate_page

# Who answers for them all.
DEPARTMENT = "综合管理部"
# The last ones were published so many working days ago.
LAST_DAYS_AGO = 4
# The three below the search of the front page.
EVERYDAY = ("overtime-pay", "annual-leave", "commuting-injury")


# What stands in the gaps of the ready-made answers.
KNOWN = {
    "工会地址": "综合楼203室",
    "工会地址英文": "Room 203, Main Building",
    "人力资源部门": "综合管理部",
    "人力资源部门英文": "Administration Department",
    "本单位产假期间年终奖的规定": "本公司产假视同出勤，不影响年终奖",
    "本单位产假期间年终奖的规定英文": "Here maternity leave counts as attendance for the bonus",
    "本单位配偶护理假的规定": "本公司男职工的配偶护理假按本省规定的天数执行，休假期间工资照发",
    "本单位配偶护理假的规定英文": "Here, male employees have the days that the province gives, with full pay",
    "本单位产前检查的规定": "本公司凭检查单计入工作时间，也不扣全勤奖",
    "本单位产前检查的规定英文": "Here it counts with the slip of the check, and the attendance bonus stays",
    "本单位孕期夜班的规定": "本公司从怀孕满28周起不排夜班、不加班",
    "本单位孕期夜班的规定英文": "Here, from 28 full weeks there are no night shifts and no overtime",
}


def read_answers() -> list[dict[str, Any]]:
    """Return the ready-made answers (`starter/content/answers.toml`) and those of the demo's own union among them."""
    rows = [filled(text.row, KNOWN) for text in all_texts() if text.part == "answers"]
    for own in read(CONTENT / "answers.toml")["answers"]:
        place = next(place for place, row in enumerate(rows, start=1) if row["key"] == own["after"])
        rows.insert(place, own)
    return rows


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
    page = answer_page(row, demo.material.articles)
    page.locale, page.owner, page.department, page.live = demo.home.locale, demo.people["editor"], department, False
    return page
