"""What a restored site says of itself: the audit log's chain, the releases and their signed heads, the cases' keys."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from interact.cases.models.case import Case
from unionsite.audit.verification import verify
from unionsite.core.sealing import SealingError
from unionsite.publishing.ledger.models import DailyHead, Release
from unionsite.publishing.ledger.verification import faults

SHOWN = 5


def what_holds() -> Iterator[str]:
    """Yield a line for each of the three, good or bad."""
    yield str(verify())
    found = list(faults())
    if found:
        yield _("放行记录有问题：%(faults)s") % {"faults": " ".join(found[:SHOWN])}
    else:
        yield _("放行记录完好：%(releases)d条，每日校验文件%(heads)d份。") % {
            "releases": Release.objects.count(),
            "heads": DailyHead.objects.count(),
        }
    yield _cases()


def _cases() -> str:
    sealed = Case.objects.exclude(sealed_key="")
    newest = sealed.order_by("-pk").first()
    if newest is None:
        return _("备份里没有诉求。")
    try:
        newest.vault  # noqa: B018
    except SealingError:
        return _("CASE_KEYS打不开诉求：请把原来的密钥填回.env，否则全部诉求都读不出来。")
    return _("CASE_KEYS打得开诉求（共%(count)d件）。") % {"count": sealed.count()}
