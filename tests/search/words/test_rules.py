"""What an entry of the search lists may be, by itself and beside the others."""

import pytest
from django.core.exceptions import ValidationError

from search.analysis.lexicon import Lexicon, SynonymEntry, shipped
from search.words import rules
from search.words.rules import EntryKind, Named


def named(*entries):
    return [
        Named(SynonymEntry(tuple(terms), tuple(targets)), rules.show(SynonymEntry(terms, targets)))
        for terms, targets in entries
    ]


def test_an_entry_is_read_in_its_plain_form():
    entry = rules.read_entry(EntryKind.SYNONYM, "食堂、飯堂，Canteen", "就餐\n用餐")

    assert (entry.terms, entry.targets) == (("食堂", "饭堂", "canteen"), ("就餐", "用餐"))


@pytest.mark.parametrize(
    ("kind", "terms", "targets", "field", "words"),
    [
        (EntryKind.SYNONYM, "", "", "terms", "不能为空"),
        (EntryKind.SYNONYM, "食堂", "", "terms", "至少要有两个词"),
        (EntryKind.SYNONYM, "食堂，食堂", "", "terms", "出现了两次"),
        (EntryKind.SYNONYM, "食堂!，饭堂", "", "terms", "不能用的符号"),
        (EntryKind.SYNONYM, "食堂", "饭堂!", "targets", "不能用的符号"),
        (EntryKind.SYNONYM, "食堂", "食堂", "targets", "不能指向自己"),
        (EntryKind.SYNONYM, "食堂 => 饭堂", "", "terms", "不能用的符号"),
        (EntryKind.SYNONYM, "，".join(f"词语{n}" for n in range(21)), "", "terms", "最多20个词"),
        (EntryKind.WORD, "。", "", "terms", "不能用的符号"),
        (EntryKind.WORD, "长" * 31, "", "terms", "超过30个字"),
        (EntryKind.WORD, "食堂", "饭堂", "targets", "只有同义词"),
    ],
)
def test_what_is_no_entry_is_told_beside_the_field(kind, terms, targets, field, words):
    with pytest.raises(ValidationError) as error:
        rules.read_entry(kind, terms, targets)

    assert list(error.value.message_dict) == [field]
    assert words in error.value.message_dict[field][0]


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ((("年假", "假期"), ()), "“年假、年休假”的同义词里"),
        ((("公休假",), ("带薪假",)), "“公休假、公休 → 带薪假”已经有了"),
        ((("带薪假",), ("公休假",)), "绕成了一圈（“公休假、公休 → 带薪假”、这一条）"),
        ((("公休假", "带薪假"), ()), "与“公休假、公休 → 带薪假”不能并存"),
    ],
)
def test_a_conflict_names_the_other_entry(new, words):
    others = named((("年假", "年休假"), ()), (("公休假", "公休"), ("带薪假",)))

    messages = " ".join(rules.conflicts(SynonymEntry(*new), others))

    assert words in messages
    assert "行" not in messages


def test_faults_of_the_others_are_not_laid_at_its_door():
    others = named((("甲", "乙"), ()), (("乙", "丙"), ()))

    assert rules.conflicts(SynonymEntry(("丁", "戊")), others) == []


def test_the_shipped_lists_go_together():
    entries = rules.named_shipped(shipped(), frozenset())

    assert rules.conflicts(SynonymEntry(("词甲", "词乙")), entries) == []


def test_own_entries_act_and_what_is_switched_off_does_not():
    base = Lexicon(("甲乙", "丙丁"), frozenset({"的", "了"}), (SynonymEntry(("子", "丑")),))
    off = frozenset(
        {
            rules.fold(EntryKind.WORD, SynonymEntry(("丙丁",))),
            rules.fold(EntryKind.STOP_WORD, SynonymEntry(("了",))),
            rules.fold(EntryKind.SYNONYM, SynonymEntry(("丑", "子"))),
        }
    )

    merged = rules.merge(
        base, [(EntryKind.WORD, SynonymEntry(("戊己",))), (EntryKind.SYNONYM, SynonymEntry(("寅", "卯")))], off
    )

    assert set(merged.words) == {"甲乙", "戊己"}
    assert merged.stop_words == {"的"}
    assert merged.synonyms == (SynonymEntry(("寅", "卯")),)
