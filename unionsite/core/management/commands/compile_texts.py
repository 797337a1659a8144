"""Compiles the translated texts (.po) into what Django reads (.mo), without gettext's own tools."""

import os
import re
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale

# 汉字 and their punctuation, which the texts of other packages never contain.
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


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
