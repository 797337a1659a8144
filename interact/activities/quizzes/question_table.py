"""Reads the table from which a set of questions is imported: all its rows, or none."""

import unicodedata
from collections.abc import Collection
from typing import IO

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from interact.activities.quizzes import rules
from interact.activities.quizzes.choices import LETTERS, MAX_QUESTIONS, QuestionKind
from interact.activities.quizzes.models.bank import Question
from unionsite.core.columns import NOTHING
from unionsite.core.tables import MB, BadRow, Limits, Unreadable, name_rows, read_table
from unionsite.laws.models import StatuteArticle
from unionsite.laws.references import ArticleReference, read_reference

HEADINGS = ("题型", "题目", *(f"选项{letter}" for letter in LETTERS), "答案", "解析", "法条")
_HOURS = "用人单位自用工之日起超过一个月不满一年未订立书面劳动合同的，应当每月支付几倍的工资？"
_TWICE = ("一倍", "二倍", "三倍", *[""] * 5, "B", "未订立书面劳动合同的，每月支付二倍的工资。")
_RIGHTS = ("休息休假", "取得劳动报酬", "获得劳动安全卫生保护", *[""] * 5, "ABC", "")
EXAMPLES = (
    ("单选题", _HOURS, *_TWICE, "劳动合同法第八十二条"),
    ("多选题", "下列哪些是劳动者的权利？", *_RIGHTS, "劳动法第三条"),
    ("判断题", "职工有依法参加和组织工会的权利。", *[""] * 8, "对", "", "工会法第三条"),
    ("填空题", "国家实行劳动者每日工作时间不超过____小时的工时制度。", *[""] * 8, "8|八", "", "劳动法第三十六条"),
)
LIMITS = Limits(file_bytes=2 * MB, unpacked_bytes=40 * MB, columns=30, line_length=10_000)
PROBLEMS_SHOWN = 30
_KINDS = {
    **{str(kind.label): kind for kind in QuestionKind},
    "单选": QuestionKind.SINGLE,
    "多选": QuestionKind.MULTIPLE,
    "判断": QuestionKind.TRUTH,
    "填空": QuestionKind.FILL,
}


def read_questions(file: IO[bytes], name: str, known: Collection[str] = ()) -> list[Question]:
    """Return the questions of a table, not stored; `known` are the keys of those that the set has already.

    Columns are HEADINGS. Raises Unreadable, which names every faulty row with its number and all that is wrong with it.
    """
    rows, errors = _rows_of(file, name, MAX_QUESTIONS - len(known))
    articles = _articles_of(cells.get("法条", "") for _line, cells in rows)
    questions, keys = [], dict.fromkeys(known, 0)
    for line, cells in rows:
        question, faults = _question(cells, articles)
        key = rules.key_of(question.kind, question.text)
        if key in keys:
            earlier = keys[key]
            faults.append(_("题目与第%(line)d行相同") % {"line": earlier} if earlier else _("题库里已有这道题"))
        if faults:
            errors.append(BadRow(line, _("；").join(faults)))
            continue
        keys[key] = line
        question.sort_order = len(keys)
        questions.append(question)
    if errors:
        number = {"count": len(errors)}
        raise Unreadable([_("有%(count)d行不对，一道题也没有导入。") % number, *name_rows(errors, PROBLEMS_SHOWN)])
    if not questions:
        raise Unreadable(_("没有读到题目。请按模板填写，一行一道题。"))
    return questions


def _rows_of(file: IO[bytes], name: str, most: int) -> tuple[list[tuple[int, dict[str, str]]], list[BadRow]]:
    rows, errors = [], []
    for row in read_table(file, name, [heading.lower() for heading in HEADINGS], LIMITS):
        if isinstance(row, BadRow):
            errors.append(row)
        else:
            rows.append(row)
        if len(rows) + len(errors) > most:
            raise Unreadable(_("一个题库最多%(most)d道题，这张表放不下，请分成几个题库。") % {"most": MAX_QUESTIONS})
    return rows, errors


def _question(cells: dict[str, str], articles: dict[tuple[str, str], StatuteArticle]) -> tuple[Question, list[str]]:
    """Return the question of a row, and all that is wrong with it, in words for the person who sent the table."""
    faults = []
    kind = _KINDS.get("".join(unicodedata.normalize("NFKC", cells.get("题型", "")).split()))
    options = [cells.get(f"选项{letter}".lower(), "").replace("\n", " ").strip() for letter in LETTERS]
    while options and not options[-1]:
        options.pop()
    if kind in rules.CHOSEN and not all(options):
        faults.append(_("选项中间有空，请从选项A起依次填写"))
    try:
        article = _article(cells.get("法条", ""), articles)
    except ValueError as error:
        article = None
        faults.append(str(error))
    right = cells.get("答案", "")
    question = Question(
        kind=kind or "",
        text=cells.get("题目", ""),
        # A gap keeps its letter, so that the answer is judged by the letters of the table.
        options="\n".join(option or NOTHING for option in options),
        right=right.replace("|", "\n") if kind == QuestionKind.FILL else right,
        explanation=cells.get("解析", ""),
        article=article,
    )
    if kind is None:
        return question, [_("题型请写单选题、多选题、判断题或填空题"), *faults]
    try:
        # Empty cells of these have messages of their own.
        question.full_clean(exclude=["question_set", "text", "right"])
    except ValidationError as error:
        faults += [message.rstrip("。") for message in error.messages]
    return question, faults


def _address(reference: ArticleReference) -> tuple[str, str]:
    branch = f"-{reference.branch}" if reference.branch else ""
    return "".join(reference.words), f"art-{reference.number}{branch}"


def _articles_of(cited) -> dict[tuple[str, str], StatuteArticle]:
    """Return the articles that a table cites by (name of the statute, anchor), in one query."""
    wanted = {_address(read_reference(text)) for text in cited if text}
    names, anchors = {name for name, _anchor in wanted}, {anchor for _name, anchor in wanted}
    names |= {f"中华人民共和国{name}" for name in names}
    of_statutes = Q(statute__short_title__in=names) | Q(statute__title__in=names)
    found = {}
    for article in StatuteArticle.objects.filter(of_statutes, anchor__in=anchors):
        for name in (article.statute.short_title, article.statute.title):
            found[name.removeprefix("中华人民共和国"), article.anchor] = article
    return found


def _article(cited: str, articles: dict[tuple[str, str], StatuteArticle]) -> StatuteArticle | None:
    if not cited:
        return None
    reference = read_reference(cited)
    if reference.number is None or not reference.words:
        raise ValueError(_("法条请写成“劳动合同法第十九条”这样"))
    article = articles.get(_address(reference))
    if article is None:
        raise ValueError(_("法规库里没有“%(cited)s”") % {"cited": cited[:40]})
    return article
