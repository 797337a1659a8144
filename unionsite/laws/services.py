"""Imports statutes into the library: one at a time, or all files of a folder."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, models, transaction
from django.db.models import F, Max, Q
from django.dispatch import Signal
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends

from unionsite.laws.models import FormerText, Statute, StatuteArticle, StatuteQuerySet
from unionsite.laws.parsing import ParsedStatute, StatuteError, parse_statute
from unionsite.laws.slugs import make_slug

# Sent once after an import that changed anything, when everything is committed; `statute_ids` are those added or
# changed.
statutes_imported = Signal()


BATCH = 500
ARTICLE_FIELDS = ("position", "number", "label", "chapter", "text")


class Outcome(Enum):
    ADDED = "新增"
    UPDATED = "更新"
    UNCHANGED = "未变"


@dataclass(frozen=True)
class Loaded:
    """What loading a statute did; `written` are its added or changed articles, `lost` the labels of removed
    articles that pages still cite."""

    statute: Statute
    outcome: Outcome
    written: tuple[StatuteArticle, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileReport:
    """One file of an import: loaded, or refused for a reason."""

    path: Path
    loaded: Loaded | None = None
    reason: str = ""


def stored_as(parsed: ParsedStatute, statutes: StatuteQuerySet | None = None) -> Statute | None:
    """Return the stored statute of this title or short title. Raises StatuteError when they belong to two."""
    named = Q(short_title=parsed.short_title) | Q(title=parsed.title)
    found = list((Statute.objects.all() if statutes is None else statutes).filter(named)[:2])
    if len(found) > 1:
        raise StatuteError(f"标题属于{found[0].marked_title}，简称属于{found[1].marked_title}，分不清是哪一部。")
    return found[0] if found else None


@transaction.atomic
def load_statute(*, parsed: ParsedStatute, dry_run: bool = False) -> Loaded:
    """Add or update one statute with its articles, or leave it alone when its checksum is the same.

    It is recognised by its short title or its title. The slug never changes, and an article keeps its primary key as
    long as its anchor stays, because pages cite it by key; an article that is gone is deleted. The statute's row is
    locked. Raises StatuteError when title and short title belong to two stored statutes. A dry run writes nothing.
    `import_files` and `import_parsed` update the search index and send the signal.
    """
    statute = stored_as(parsed, Statute.objects.select_for_update())
    if statute is not None and statute.checksum == parsed.checksum:
        return Loaded(statute, Outcome.UNCHANGED)

    outcome = Outcome.UPDATED if statute else Outcome.ADDED
    if statute is None:
        taken = set(Statute.objects.values_list("slug", flat=True))
        statute = Statute(slug=make_slug(parsed.short_title, taken))
    for name in ("title", "short_title", "category", "issuer", "amended_on", "history", "preamble", "checksum"):
        setattr(statute, name, getattr(parsed, name))
    if dry_run:
        return Loaded(statute, outcome)
    statute.save()
    written, removed = _write_articles(statute, parsed)
    return Loaded(statute, outcome, tuple(written), tuple(removed))


def _write_articles(statute: Statute, parsed: ParsedStatute) -> tuple[list[StatuteArticle], list[str]]:
    """Make the stored articles equal the parsed ones; return (added and changed, labels of removed but cited ones)."""
    stored = {article.anchor: article for article in statute.articles.select_related(None)}
    gone = [stored.pop(anchor) for anchor in stored.keys() - {article.anchor for article in parsed.articles}]
    lost = []
    if gone:
        references = references_to(article.pk for article in gone)
        cited = set(references.values_list("to_object_id", flat=True))
        gone.sort(key=lambda article: article.position)
        lost = [article.label for article in gone if str(article.pk) in cited]
        references.delete()
        _keep_former(statute, [(article.pk, article.label, article.text) for article in gone])
        statute.articles.filter(pk__in=[article.pk for article in gone]).delete()

    added, changed, former, moved = [], [], [], False
    for position, new in enumerate(parsed.articles, start=1):
        values = {name: position if name == "position" else getattr(new, name) for name in ARTICLE_FIELDS}
        article = stored.get(new.anchor)
        if article is None:
            added.append(StatuteArticle(statute=statute, anchor=new.anchor, **values))
            continue
        if any(getattr(article, name) != value for name, value in values.items()):
            moved = moved or article.position != position
            if bare(article.text) != bare(new.text):
                former.append((article.pk, article.label, article.text))
            for name, value in values.items():
                setattr(article, name, value)
            changed.append(article)
    _keep_former(statute, former)
    if moved:
        # The database checks (statute, position) row by row, so first move everything out of the way.
        highest = statute.articles.aggregate(Max("position"))["position__max"]
        statute.articles.update(position=F("position") + highest + len(parsed.articles))
        changed = list(stored.values())
    StatuteArticle.objects.bulk_update(changed, ARTICLE_FIELDS, batch_size=BATCH)
    StatuteArticle.objects.bulk_create(added, batch_size=BATCH)
    return added + changed, lost


def references_to(articles: Iterable[int]) -> models.QuerySet[ReferenceIndex]:
    """Return what refers to any of these articles, by their primary keys."""
    kind = ContentType.objects.get_for_model(StatuteArticle)
    return ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=list(map(str, articles)))


def bare(text: str) -> str:
    """Return the words alone: another way of printing them is no change of the law."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _keep_former(statute: Statute, rows: list[tuple[int, str, str]]) -> None:
    FormerText.objects.bulk_create(
        [FormerText(article_key=key, name=f"{statute.marked_title}{label}", text=text) for key, label, text in rows],
        batch_size=BATCH,
    )


def find_files(folder: Path) -> list[Path]:
    """Return the JSON files of `folder/statutes`, else of the folder itself, by name."""
    inner = folder / "statutes"
    return sorted((inner if inner.is_dir() else folder).glob("*.json"))


def import_files(*, paths: Iterable[Path], dry_run: bool = False) -> Iterator[FileReport]:
    """Load files one by one, each in its own transaction; a refused file leaves no trace and does not stop the others.

    Yields a report for each file. At the end `statutes_imported` is sent, if anything was written.
    """
    seen: dict[str, Path] = {}
    written: list[int] = []
    try:
        for path in paths:
            try:
                report = FileReport(path, _import_file(path, seen, dry_run))
            except StatuteError as error:
                report = FileReport(path, reason=str(error))
            except OSError:
                report = FileReport(path, reason="读不出这个文件，请检查权限。")
            except DatabaseError as error:
                report = FileReport(path, reason=f"数据库没有接受：{error}")
            if report.loaded and report.loaded.outcome is not Outcome.UNCHANGED and not dry_run:
                written.append(report.loaded.statute.pk)
            yield report
    finally:
        if written:
            statutes_imported.send(sender=Statute, statute_ids=written)


def _import_file(path: Path, seen: dict[str, Path], dry_run: bool) -> Loaded:
    parsed = parse_statute(path.read_bytes())
    for name in {parsed.title, parsed.short_title}:
        if name in seen:
            raise StatuteError(f"与文件“{seen[name].name}”是同一部法规。")
    loaded = load_statute(parsed=parsed, dry_run=dry_run)
    seen |= {parsed.title: path, parsed.short_title: path}
    _index(loaded)
    return loaded


def import_parsed(*, parsed: ParsedStatute) -> Loaded:
    """Load one statute within the caller's transaction; search and receivers hear of it after the commit."""
    loaded = load_statute(parsed=parsed)

    def tell() -> None:
        _index(loaded)
        statutes_imported.send(sender=Statute, statute_ids=[loaded.statute.pk])

    transaction.on_commit(tell)
    return loaded


def _index(loaded: Loaded) -> None:
    if loaded.written:
        # Bulk writes send no signals, so update the index here; after the commit, because it may be on another server.
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(StatuteArticle, loaded.written)
