"""The translations: the site's own texts in English, and what the admin shows of its packages in Chinese."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.trans_real import DjangoTranslation

from scripts.placeholders import faults
from unionsite.core import apps as apps_of_core

pytestmark = pytest.mark.once

ENGLISH = sorted((settings.BASE_DIR / "unionsite" / "locale" / "en").rglob("*.po"))
PACKAGES = ("wagtail", "wagtail_localize", "wagtailmedia", "modelsearch", "taggit", "django_filters")
# The same in Chinese.
SAME_IN_CHINESE = {"URL", "ID", "Wagtail API v2"}

FULL_WIDTH = re.compile(r"[\u3001-\u3011\uff01-\uff5e]")
TAG = re.compile(r"<[^>]+>")
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|%[a-zA-Z%]|\{[^{}]*\}")


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """The compiled files are not part of the repository."""
    call_command("compile_texts", verbosity=0)
    # What Django itself does when a catalogue has changed: forget those that were read before.
    translation_file_changed(sender=None, file_path=Path("django.mo"))


def entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def given_texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


# --- English ---


def test_there_is_an_english_catalogue():
    assert "django.po" in {path.name for path in ENGLISH}


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_every_text_is_translated_into_english(path):
    catalogue = entries(path)

    assert catalogue
    assert [entry.msgid for entry in catalogue if not all(given_texts(entry))] == []
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []
    assert [entry.msgid for entry in catalogue if entry.msgid_plural and len(entry.msgstr_plural) != 2] == []


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_placeholders_and_tags_survive_translation(path):
    assert [(entry.msgid, fault) for entry in entries(path) for fault in faults(entry)] == []
    assert [
        (entry.msgid, text)
        for entry in entries(path)
        for text in given_texts(entry)
        if sorted(TAG.findall(text)) != sorted(TAG.findall(entry.msgid))
    ] == []


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.name)
def test_english_has_no_full_width_punctuation(path):
    assert [text for entry in entries(path) for text in given_texts(entry) if FULL_WIDTH.search(text)] == []


# --- The packages in Chinese ---


def shipped_catalogues(package: str) -> Iterator[Path]:
    """English catalogues of a package, of all its languages where it has no English one, for installed apps only."""
    spec = find_spec(package)
    assert spec is not None, f"{package} is not installed"
    root = Path(spec.origin).parent
    used = {root, *(Path(config.path) for config in apps.get_app_configs())}
    found = [path for path in root.rglob("locale/*/LC_MESSAGES/*.po") if path.parents[3] in used]
    yield from [path for path in found if path.parts[-3] == "en"] or found


def has_words(message: str) -> bool:
    return any(character.isalpha() for character in PLACEHOLDER.sub("", message))


def in_chinese(entry: polib.POEntry, catalogue: DjangoTranslation) -> str:
    if entry.msgctxt and entry.msgid_plural:
        return catalogue.npgettext(entry.msgctxt, entry.msgid, entry.msgid_plural, 2)
    if entry.msgctxt:
        return catalogue.pgettext(entry.msgctxt, entry.msgid)
    if entry.msgid_plural:
        return catalogue.ngettext(entry.msgid, entry.msgid_plural, 2)
    return catalogue.gettext(entry.msgid)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_admin_speaks_chinese(package):
    catalogues = {domain: DjangoTranslation("zh-hans", domain=domain) for domain in ("django", "djangojs")}

    left = {
        (path.stem, entry.msgid)
        for path in shipped_catalogues(package)
        for entry in entries(path)
        if has_words(entry.msgid)
        and entry.msgid not in SAME_IN_CHINESE
        and in_chinese(entry, catalogues[path.stem]) in (entry.msgid, entry.msgid_plural)
    }

    assert sorted(left) == []


def test_many_records_are_named_as_one_unless_the_model_says_otherwise():
    ours = [model._meta for model in apps.get_models() if model.__module__.split(".")[0] in apps_of_core.PACKAGES]
    named = {meta.label: (str(meta.verbose_name), str(meta.verbose_name_plural)) for meta in ours}
    assert named["news.NewsPage"] == ("动态稿件", "动态稿件")
    assert named["accounts.User"] == ("账号", "后台账号")
    assert not [label for label, (one, many) in named.items() if many == f"{one}s" and not one.isascii()]
