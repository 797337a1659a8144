"""Compiles the translated texts (.po) into what Django reads (.mo), without gettext's own tools."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale

PERCENT = re.compile(r"%(?:\((\w+)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[diouxXeEfFgGcrsa%]")
BRACES = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")
# 汉字 and their punctuation, which the texts of other packages never contain.
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


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


def as_written(catalogue: polib.POFile) -> polib.POFile:
    """Return a catalogue in which our own texts are translated into themselves, for the language they are written in.

    Without it Django looks for each of them in the catalogues of all packages, one by one, on every page.
    """
    same = polib.POFile()
    same.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=1; plural=0;"}
    for entry in catalogue:
        if entry.obsolete or not CHINESE.search(entry.msgid):
            continue
        if not entry.msgid_plural:
            same.append(polib.POEntry(msgctxt=entry.msgctxt, msgid=entry.msgid, msgstr=entry.msgid))
        elif entry.msgid_plural == entry.msgid:
            plural = {0: entry.msgid}
            same.append(
                polib.POEntry(msgctxt=entry.msgctxt, msgid=entry.msgid, msgid_plural=entry.msgid, msgstr_plural=plural)
            )
    return same


class Command(BaseCommand):
    help = "Compile every .po file under LOCALE_PATHS that is newer than its .mo; refuses broken placeholders."
    # The command must run before anything else, on a tree whose checks may need the texts.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="Check and compile files that are up to date, too.")

    def handle(self, *, force, verbosity, **options):
        sources = sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po"))
        problems, compiled = [], 0
        for source in sources:
            targets = [source.with_suffix(".mo"), *self.written_beside(source)]
            if not force and all(self.is_newer(target, source) for target in targets):
                continue
            try:
                catalogue = polib.pofile(str(source), check_for_duplicates=True)
            except (OSError, ValueError) as error:
                problems.append(f"{source}: {error}")
                continue
            found = [
                f"{source}:{entry.linenum}: {fault}: {entry.msgid!r}"
                for entry in catalogue.translated_entries()
                for fault in faults(entry)
            ]
            problems += found
            if not found:
                for target, content in zip(targets, (catalogue, as_written(catalogue)), strict=False):
                    self.write(content, target)
                compiled += 1
        if problems:
            raise CommandError("Texts cannot be compiled:\n" + "\n".join(f"  {problem}" for problem in problems))
        if verbosity > 1 or (verbosity and compiled):
            self.stdout.write(f"{compiled} of {len(sources)} text files compiled.")

    @staticmethod
    def written_beside(source: Path) -> list[Path]:
        """Return where the catalogue of untranslated texts belongs, unless that language has a .po of its own."""
        own = source.parents[2] / to_locale(settings.LANGUAGE_CODE) / "LC_MESSAGES" / source.name
        return [] if own.exists() else [own.with_suffix(".mo")]

    @staticmethod
    def is_newer(target: Path, source: Path) -> bool:
        return target.exists() and target.stat().st_mtime > source.stat().st_mtime

    @staticmethod
    def write(catalogue: polib.POFile, target: Path) -> None:
        """Put the compiled file in place in one step: a server that reads it meanwhile gets the old or the new one."""
        target.parent.mkdir(parents=True, exist_ok=True)
        half_written = target.with_suffix(f".mo.{os.getpid()}")
        try:
            catalogue.save_as_mofile(str(half_written))
            half_written.replace(target)
        finally:
            half_written.unlink(missing_ok=True)
