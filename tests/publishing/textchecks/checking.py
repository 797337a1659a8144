"""What tests of the rules ask: a text in, (rule, words) out."""

from datetime import date

from unionsite.publishing.textchecks.choices import Role
from unionsite.publishing.textchecks.engine import Checklist, check_text
from unionsite.publishing.textchecks.rules.facts import LawIndex
from unionsite.publishing.textchecks.words import Word, WordIndex

TODAY = date(2026, 5, 8)
LAWS = LawIndex.of(
    [
        ("中华人民共和国劳动合同法", "劳动合同法", 98),
        ("中华人民共和国劳动法", "劳动法", 107),
        ("中华人民共和国安全生产法", "安全生产法", 119),
        ("女职工劳动保护特别规定", "女职工劳动保护特别规定", 16),
        ("工伤保险条例", "工伤保险条例", 67),
    ]
)


def checklist(*words: Word, **changes) -> Checklist:
    return Checklist(**{"today": TODAY, "words": WordIndex(words), "laws": LAWS, **changes})


def found(text: str, *words: Word, rule: str = "", role: Role = Role.BODY, language: str = "zh-hans") -> list:
    """(rule, words) of each hit in the order of the text; the words alone where one rule is asked for."""
    hits = check_text(text, role, checklist(*words), language)
    pairs = [(hit.rule, text[hit.start : hit.end]) for hit in hits]
    return [words for name, words in pairs if name == rule] if rule else pairs
