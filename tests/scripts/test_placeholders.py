"""What is taken for a broken translation."""

import polib
import pytest

from scripts.placeholders import faults


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "共%(count)s条"\nmsgstr "%(cuont)s pieces"',
        'msgid "共%(count)s条"\nmsgstr "Some pieces"',
        'msgid "共几条"\nmsgstr "%(count)s pieces"',
        'msgid "您好，{name}"\nmsgstr "Hello, {nmae}"',
        '#, python-format\nmsgid "共%s条"\nmsgstr "Pieces"',
        '#, python-format\nmsgid "第%s页，共%s页"\nmsgstr "Page %s"',
        '#, python-brace-format\nmsgid "{}年"\nmsgstr "Year"',
        'msgid "%(n)s条"\nmsgid_plural "%(n)s条"\nmsgstr[0] "One piece"\nmsgstr[1] "Pieces"',
        'msgid "%(n)s条"\nmsgid_plural "%(n)s条"\nmsgstr[0] "%(m)s piece"\nmsgstr[1] "%(n)s pieces"',
    ],
)
def test_broken_placeholders_are_found(entry):
    assert "wants" in next(faults(polib.pofile(entry)[0]))


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "第%(number)s页，共%(total)s页"\nmsgstr "Page %(number)s of %(total)s"',
        'msgid "参与率100%，达到"\nmsgstr "Turnout is 100% then"',
        '#, python-format\nmsgid "完成%(done)s%%"\nmsgstr "%(done)s%% done"',
        'msgid "%(n)s条"\nmsgid_plural "%(n)s条"\nmsgstr[0] "One piece"\nmsgstr[1] "%(n)s pieces"',
        'msgid "{name}，您好"\nmsgstr "Hello, {name}"',
        'msgid "共%(count)s条"\nmsgstr ""',
    ],
)
def test_sound_placeholders_are_accepted(entry):
    (one,) = polib.pofile(entry)
    assert (not one.msgstr and not one.msgstr_plural) or not list(faults(one))
