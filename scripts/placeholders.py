"""Whether translated texts keep the placeholders of the source; `tests/core/test_texts.py` asks it."""

import re
from collections.abc import Iterable, Iterator

import polib

PERCENT = re.compile(r"%(?:\((\w+)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[diouxXeEfFgGcrsa%]")
BRACES = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")


def placeholders(text: str, flags: Iterable[str]) -> list[str]:
    """Return the placeholders of a text, sorted: each name once, as `%(name)s` or `{name}`; unnamed ones each time.

    `%(name)s` and `{name}` count whatever the flags say. `%s` and `{}` count only in texts that gettext has flagged,
    because elsewhere they are a plain per cent sign and plain braces.
    """
    named, unnamed = set(), []
    for match in PERCENT.finditer(text):
        if match[1]:
            named.add(match[0])
        elif "python-format" in flags and not match[0].endswith("%"):
            unnamed.append(match[0])
    if "python-format" not in flags:
        for match in BRACES.finditer(text.replace("{{", "").replace("}}", "")):
            if match[1]:
                named.add(f"{{{match[1]}}}")
            elif "python-brace-format" in flags:
                unnamed.append("{}")
    return sorted([*named, *unnamed])


def faults(entry: polib.POEntry) -> Iterator[str]:
    """Yield one sentence for each fault in the placeholders of a translated entry."""
    if not entry.msgid_plural:
        wanted, given = placeholders(entry.msgid, entry.flags), placeholders(entry.msgstr, entry.flags)
        if wanted != given:
            yield f"wants {_listed(wanted)}, has {_listed(given)}"
        return
    wanted = placeholders(entry.msgid_plural, entry.flags)
    last = max(entry.msgstr_plural)
    for form, text in entry.msgstr_plural.items():
        given = placeholders(text, entry.flags)
        # The singular ("One file") may leave its number out; the form for many may not.
        if wanted != given if form == last else not set(given) <= set(wanted):
            yield f"plural form {form} wants {_listed(wanted)}, has {_listed(given)}"


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none"
