"""Statutes laid out as official files lay them out, as paragraphs of Word, from their JSON or invented here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from demo.management.commands.seed_demo import STATUTES
from tests import word_documents as word
from unionsite.laws.numerals import to_chinese
from unionsite.laws.outline import split_chapter

FOLDERS = [settings.BASE_DIR / folder / "statutes" for folder in STATUTES]


def statute(name: str) -> dict:
    """A statute of the data beside the project; the test is skipped where there is none."""
    path = next((folder / f"{name}.json" for folder in FOLDERS if folder.is_dir()), Path())
    if not path.is_file():
        pytest.skip("needs the statutes")
    return json.loads(path.read_text("utf-8"))


def wide(heading: str) -> str:
    """第一章 总则 as printers write it: 第一章　总　　则."""
    number, _space, title = heading.partition(" ")
    return f"{number}　{title[0]}　　{title[1]}" if len(title) == 2 else f"{number}　{title}"


def bracket(data: dict) -> str:
    steps = [step.replace(" ", "", 1) for step in data["history"]]
    return f"（{'　根据'.join(steps)}）" if steps else ""


def parts(data: dict) -> list[tuple[str, dict]]:
    """Headings as ("第一章 总则", {}), articles as ("", row), in their order."""
    found, before = [], []
    for row in data["articles"]:
        headings = split_chapter(row["chapter"]) if row["no"] else []
        for depth, heading in enumerate(headings):
            if headings[: depth + 1] != before[: depth + 1]:
                found.append((heading, {}))
        before = headings if row["no"] else before
        found.append(("", row))
    return found


def text_of(data: dict, gap: str = "　") -> list[str]:
    """The text below title and history: headings, articles, annexes."""
    lines = []
    for heading, row in parts(data):
        first, *more = row["text"].split("\n") if row else [""]
        if heading:
            lines.append(wide(heading))
        elif row["no"]:
            lines += [*f"{row['label']}{gap}{first}".split("\n"), *more]
        else:
            lines += [*filter(None, [row["label"]]), first, *more]
    return lines


def contents(data: dict, end: str = "") -> list[str]:
    return ["目　　录", *(f"{wide(heading)}{end}" for heading, row in parts(data) if not row)]


def head(data: dict) -> list[str]:
    preamble = data["preamble"].strip("\u200b\n")
    return [data["title"], *filter(None, [bracket(data), *preamble.split("\n")])]


def plain(data: dict) -> list[str]:
    return [*head(data), *text_of(data)]


def with_contents(data: dict) -> list[str]:
    return [*head(data), *contents(data), *text_of(data)]


def with_page_numbers(data: dict) -> list[str]:
    return [*head(data), *contents(data, "…………12"), *text_of(data)]


def contents_by_word(data: dict) -> list[str]:
    """A table of contents that Word makes: only its heading is left of it."""
    heading, *entries = contents(data)
    return [*head(data), heading, *(word.p(entry, style="TOC1") for entry in entries), *text_of(data)]


def in_books(data: dict) -> list[str]:
    """Every three chapters are a 编."""
    lines = head(data)
    for line in text_of(data):
        if re.match("第(?:一|四|七|十)章", line):
            lines.append(f"第{to_chinese(1 + sum(one.count('编　') for one in lines))}编　分　　编")
        lines.append(line)
    return lines


def by_order(data: dict) -> list[str]:
    """An order of the State Council ahead, no history."""
    order = f"《{data['title']}》已经2018年12月5日国务院第33次常务会议通过，现予公布，自2019年4月1日起施行。"
    return [
        "中华人民共和国国务院令",
        "第　708　号",
        order,
        "总　理　李某某",
        "2019年2月17日",
        data["title"],
        *text_of(data),
    ]


def by_announcement(data: dict) -> list[str]:
    """法释: an announcement, a number, a title on two lines, a preamble, no chapters, name and day at the end."""
    announced = f"《{data['title']}》已由审判委员会会议通过，现予公布，自2021年1月1日起施行。"
    title = data["title"].removeprefix("最高人民法院")
    return [
        "中华人民共和国最高人民法院",
        "公　　告",
        announced,
        "最高人民法院",
        "2020年12月29日",
        "法释〔2020〕26号",
        "最高人民法院",
        title,
        bracket(data),
        data["preamble"],
        *text_of(data),
        "最高人民法院",
        "2020年12月29日",
    ]


def history_on_lines(data: dict) -> list[str]:
    """Each step of the history has a paragraph of its own within the brackets."""
    title, *more = head(data)
    return [title, *more[0].split("　"), *more[1:], *text_of(data)]


def with_annex(data: dict) -> list[str]:
    return [*plain(data), "附件1：", "有关标准", "一、标准的适用范围。", "第一条　附件自己的条文。"]


def annex_of_a_decision(data: dict) -> list[str]:
    """A decision in parts; the statute with its articles is the annex."""
    return [
        f"关于修改《{data['title']}》的决定",
        "（2020年1月1日某机关第3次会议通过）",
        "一、将第二条修改为：",
        "“第二条　修改后的条文。”",
        "二、本决定自公布之日起施行。",
        "附：",
        data["title"],
        *text_of(data),
    ]


def label_on_its_own_line(data: dict) -> list[str]:
    return [*head(data), *text_of(data, "\n")]


def with_half_spaces(data: dict) -> list[str]:
    return [*head(data), *(f"  {line}" for line in text_of(data, " \xa0\t"))]


def without_space(data: dict) -> list[str]:
    return [*head(data), *text_of(data, "")]


def in_wide_digits(data: dict) -> list[str]:
    """第１条 instead of 第一条."""
    lines = head(data)
    for heading, row in parts(data):
        number = str(row.get("no")).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        lines += [wide(heading)] if heading else f"第{number}条　{row['text']}".split("\n")
    return lines


def by_wps(data: dict) -> list[str]:
    """Styles of WPS, labels in bold, headings and paragraphs broken by hand within one paragraph."""
    title, *more = head(data)
    lines = [word.p(title, style="4"), *more]
    for heading, row in parts(data):
        if heading:
            number, _space, title = heading.partition(" ")
            lines.append(word.p(word.run(number), "<w:r><w:br/></w:r>", word.run(title), style="5"))
        else:
            broken = [word.run(part) + "<w:r><w:br/></w:r>" for part in row["text"].split("\n")]
            lines.append(word.p(word.run(row["label"], word.BOLD), word.run("　"), *broken))
    return lines


def by_automatic_list(data: dict) -> list[str]:
    """Word counts chapters and articles; their numbers are nowhere in the words."""
    lines = head(data)
    for heading, row in parts(data):
        if heading:
            number, _space, title = heading.partition(" ")
            lines.append(word.p(title, number=(1, "章节".index(number[-1]))))
        else:
            first, *more = row["text"].split("\n")
            lines += [word.p(first, number=(2, 0)), *more]
    return lines


NUMBERING = word.numbering(
    (word.level(0, "chineseCountingThousand", "第%1章"), word.level(1, "chineseCountingThousand", "第%2节")),
    (word.level(0, "chineseCountingThousand", "第%1条"),),
)


def branched(data: dict) -> dict:
    """With 第三条之一 and 第三条之二, whose words name other articles at the beginning of a paragraph."""
    rows = list(data["articles"])
    at = next(place for place, row in enumerate(rows) if row["no"] == 3) + 1
    text = "之一的条文。\n第四条规定的期限，不计算在内。\n第五条、第六条规定的除外。"
    new = [rows[at - 1] | {"label": f"第三条之{word}", "text": text} for word in "一二"]
    return data | {"articles": [*rows[:at], *new, *rows[at:]]}


def invented(*, chapters: bool = True, history=("2020年1月1日 国务院第1次常务会议通过",), **changes) -> dict:
    """A small regulation that does not exist."""
    heads = ("第一章 总则", "第二章 午间休息", "第三章 附则")
    rows = [
        {"no": n, "label": f"第{to_chinese(n)}条", "chapter": heads[(n - 1) // 4] if chapters else "", "text": text}
        for n, text in enumerate(
            [
                "为了保障职工的午间休息，制定本条例。",
                "职工每日有午间休息。\n前款规定的休息不少于三十分钟。",
                "单位应当提供下列条件：\n（一）座椅；\n（二）饮水。",
                "第二条规定的时间计入工作时间。",
                *(f"第{to_chinese(n)}类场所由单位规定。" for n in range(5, 12)),
                "本条例自2020年5月1日起施行。",
            ],
            1,
        )
    ]
    return {
        "title": "职工午间休息条例",
        "short_title": "职工午间休息条例",
        "category": "行政法规",
        "issuer": "国务院",
        "date": "2020-01-01",
        "history": list(history),
        "preamble": "",
        "articles": rows,
    } | changes


Layout = Callable[[dict], list[str]]
