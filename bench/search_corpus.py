"""The corpus of `make bench-search`: statutes, the pages of a union's site, and as many more pages of real words."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from bench.pages import say
from home.models import InfoIndexPage, InfoPage
from search.index.services import rebuild
from search.models import SearchEntry
from unionsite.accounts.models import Department
from unionsite.core import generation
from unionsite.core.listed import list_anew
from unionsite.core.models import PiecePage
from unionsite.laws.models import StatuteArticle
from unionsite.laws.services import find_files, import_files
from unionsite.publishing.choices import ReleaseKind
from unionsite.publishing.ledger.models import base_content_type
from unionsite.publishing.models import Release
from unionsite.publishing.review.fingerprints import content_hash

BATCH = 500
SENTENCES = 4


def load_pages(site_pages: Path) -> None:
    """The union's pages, as an editor would have them; with the frame of the site fewer than a hundred."""
    rows = [json.loads(line) for line in (site_pages / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    if not InfoPage.objects.filter(title=rows[0]["title"]).exists():
        add_pages([(row["title"], row["body"]) for row in rows])
    _index()


def load_statutes(laws: Path) -> None:
    if not StatuteArticle.objects.exists():
        for _report in import_files(paths=find_files(laws)):
            pass
    _index()


def fill(size: int, seed: int) -> None:
    """More pages until there are so many entries: sentences of the articles, thrown together anew."""
    made = sentences_of_articles(size - SearchEntry.objects.count(), seed)
    for start in range(0, len(made), 10_000):
        add_pages(made[start : start + 10_000])
    _index()


def sentences_of_articles(number: int, seed: int) -> list[tuple[str, str]]:
    """Return so many titles and texts, the same in each run; the law library must be filled."""
    chance = random.Random(seed)  # noqa: S311  (the same pages in each run)
    texts = list(StatuteArticle.objects.order_by("pk").values_list("text", flat=True))
    sentences = [part for text in texts for part in text.replace("\n", "").split("。") if len(part) > 10]
    made = []
    for place in range(max(number, 0)):
        parts = chance.choices(sentences, k=SENTENCES)
        made.append((f"{parts[0][: chance.randint(8, 20)]}（{place}）", "。".join(parts) + "。"))
    return made


def add_pages(texts: list[tuple[str, str]], days_back: int = 0) -> None:
    """Live pages written table by table, which is quicker than one by one and goes round no rule that is measured;
    first published evenly over so many days."""
    parent = InfoIndexPage.objects.get(locale__language_code="zh-hans")
    department, _new = Department.objects.get_or_create(name="工会", defaults={"code": "union"})
    step = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).count()
    now = timezone.now()
    pages = []
    for number, (title, body) in enumerate(texts):
        step += 1
        published_at = now - timedelta(days=days_back) * number / len(texts)
        story = json.dumps([{"type": "paragraph", "value": f"<p>{body}</p>", "id": str(step)}])
        page = InfoPage(
            title=title[:255],
            draft_title=title[:255],
            slug=f"bench-{step}",
            path=InfoPage._get_path(parent.path, parent.depth + 1, step),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}bench-{step}/",
            locale=parent.locale,
            live=True,
            first_published_at=published_at,
            last_published_at=published_at,
            body=story,
            source_name="工会",
            kind="notice",
            department=department,
            author="测试",
            fact_checker="测试",
        )
        page._set_core_field_defaults()
        pages.append(page)
    with transaction.atomic():
        for start in range(0, len(pages), BATCH):
            batch = pages[start : start + BATCH]
            rows = [
                Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields})
                for page in batch
            ]
            for page, row in zip(batch, Page.objects.bulk_create(rows), strict=True):
                page.pk = page.id = page.page_ptr_id = page.piecepage_ptr_id = row.pk
            for model in (PiecePage, InfoPage):
                model._base_manager._insert(batch, fields=model._meta.local_concrete_fields, using="default")
            list_anew([page.pk for page in batch])
        Page.objects.filter(pk=parent.pk).update(numchild=step)
    generation.bump()


def _index() -> None:
    *_before, last = rebuild()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    say(f"Indexed {last.written} entries.")


def some_page() -> InfoPage:
    return InfoPage.objects.order_by("pk").first()


def publish(page: InfoPage) -> None:
    """A new version of a page, as two approvals would publish it."""
    revision = page.save_revision()
    Release.objects.create(
        kind=ReleaseKind.FOUNDING,
        reason="bench",
        content_type=base_content_type(page),
        object_id=str(page.pk),
        object_label=page.title,
        revision=revision,
        content_hash=content_hash(revision.content),
    )
    revision.publish(skip_permission_checks=True)


@contextmanager
def in_transaction() -> Iterator[None]:
    """Nothing that happens inside stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
