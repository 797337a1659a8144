"""The daily look at what readers see, with the law, the words and the rules of today: each may have changed since."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page, WorkflowMixin
from wagtail.snippets.models import get_snippet_models

from rights.law_changes import law_changes
from rights.models import CasePage, InterpretationPage, RightsAnswerPage
from unionsite.core.querysets import PublicPageQuerySet, in_chunks
from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.services import close_gone, record_finding
from unionsite.oversight.freshness.choices import LAW_KEYS, TEXT_KEYS
from unionsite.publishing.textchecks.choices import RULES, Level
from unionsite.publishing.textchecks.services import check_page

AT_ONCE = 200
_BATCH = 100


def check_cited_law(now: datetime | None = None) -> int:
    """Record each page of which a cited article is other than at its release, close those released anew or taken down;
    return how many there are. Safe to run twice."""
    now = now or timezone.now()
    still = []
    models = (RightsAnswerPage, InterpretationPage, CasePage)
    live = (model.objects.live().filter(alias_of=None).select_related("owner") for model in models)
    for page, changes in law_changes(chain.from_iterable(in_chunks(pages, AT_ONCE) for pages in live)):
        still.append(f"{LAW_KEYS}{page.pk}")
        gone = _("（已不在法规库）")
        record_finding(
            source=Source.FRESHNESS,
            key=still[-1],
            title=_("所引法条已变化：%(title)s") % {"title": page.title},
            detail=_("、").join(change.name + ("" if change.now else gone) for change in changes)
            + _("。请核对内容后重新发布，编辑页里有新旧条文。"),
            gravity=Gravity.SERIOUS,
            page=page,
            department=page.department,
            owner=page.owner if page.owner and page.owner.is_active else None,
            now=now,
        )
    close_gone(source=Source.FRESHNESS, prefix=LAW_KEYS, still=still, now=now)
    return len(still)


def check_public_texts(now: datetime | None = None) -> int:
    """Record each published page or snippet with words that may not be public (S-1.6), close those mended; return how
    many there are. Safe to run twice."""
    now = now or timezone.now()
    still = []
    for one in _published():
        found = [finding for finding in check_page(one) if finding.level == Level.BLOCK and RULES[finding.rule].in_text]
        if not found:
            continue
        still.append(f"{TEXT_KEYS}{one._meta.label_lower}:{one.pk}")
        record_finding(
            source=Source.FRESHNESS,
            key=still[-1],
            title=_("已公开的文字不能通过检查：%(title)s") % {"title": one},
            detail=_("；").join(dict.fromkeys(f"{finding.place}：{finding.message}" for finding in found)),
            gravity=Gravity.VETO,
            page=one if isinstance(one, Page) else None,
            department=getattr(one, "department", None),
            now=now,
        )
    close_gone(source=Source.FRESHNESS, prefix=TEXT_KEYS, still=still, now=now)
    return len(still)


def _published() -> Iterator[DraftStateMixin]:
    """Yield what readers see. Each batch is read to its end, so that no open read stands beside the writes."""
    pages = PublicPageQuerySet(Page).published().true_texts().filter(depth__gt=1).specific()
    snippets = [model.objects.filter(live=True) for model in get_snippet_models() if issubclass(model, WorkflowMixin)]
    for rows in (pages, *snippets):
        last = 0
        while batch := list(rows.filter(pk__gt=last).order_by("pk")[:_BATCH]):
            yield from batch
            last = batch[-1].pk
