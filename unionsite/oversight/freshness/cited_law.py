"""The daily look at live answers and pieces whose cited law changed after their release (S-7.3)."""

from datetime import datetime
from itertools import chain

from django.utils import timezone
from django.utils.translation import gettext as _

from rights.law_changes import law_changes
from rights.models import CasePage, InterpretationPage, RightsAnswerPage
from unionsite.core.querysets import in_chunks
from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.services import close_gone, record_finding
from unionsite.oversight.freshness.choices import LAW_KEYS

AT_ONCE = 200


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
