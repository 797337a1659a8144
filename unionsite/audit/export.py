"""Files to save: the entries that the list shows, each export itself recorded; the result of a reading."""

import json
from collections.abc import Callable, Iterator
from datetime import tzinfo
from operator import attrgetter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages

from unionsite.audit import services, words
from unionsite.audit.choices import EXPORT_FORMATS, Action, Outcome
from unionsite.audit.models import AuditCheck, AuditEntry
from unionsite.audit.screens import EXPORT, TITLE, VIEW, LogView
from unionsite.core.querysets import in_chunks
from unionsite.core.request_values import LARGEST
from unionsite.core.screens import RightRequiredMixin
from unionsite.core.spreadsheets import Cell, csv_response, to_save, write_xlsx, xlsx_response

AT_ONCE = 2000
# A workbook is made before the answer begins: more rows would take longer than nginx waits. CSV is streamed without
# limit.
XLSX_ROWS = 50_000
# Heading, width and value of each column.
COLUMNS: list[tuple[Any, int, Callable[[AuditEntry], Cell]]] = [
    (_("编号"), 9, attrgetter("number")),
    (_("时间"), 20, attrgetter("at")),
    (_("操作"), 18, words.action),
    (_("结果"), 9, lambda entry: str(Outcome(entry.outcome).label)),
    (_("人员编号"), 10, attrgetter("actor_id")),
    (_("人员"), 16, attrgetter("actor_label")),
    (_("对象类型"), 12, words.kind_of_subject),
    (_("对象编号"), 10, attrgetter("subject_id")),
    (_("对象"), 28, attrgetter("subject_label")),
    (_("原因"), 32, words.reason),
    (_("详情"), 48, lambda entry: json.dumps(entry.detail, ensure_ascii=False) if entry.detail else ""),
    (_("来源地址"), 18, attrgetter("address")),
    (_("浏览器"), 32, attrgetter("agent")),
    (_("上一条的校验值"), 20, attrgetter("previous_hash")),
    (_("校验值"), 20, attrgetter("hash")),
]


class ExportView(LogView):
    """Answers `?format=xlsx|csv` with the list's filters; rows come in the list's order, in constant memory."""

    http_method_names = ["get"]

    def get(self, request, *args, **kwargs):
        if not request.user.has_perms([VIEW, EXPORT]):
            raise PermissionDenied
        wanted = request.GET.get("format")
        if wanted not in EXPORT_FORMATS:
            raise Http404
        if not self.filters.is_valid():
            return self._back_to_list()
        entries, number = self._entries_up_to_now()
        if wanted == "xlsx" and number > XLSX_ROWS:
            message = _("符合条件的记录有%(number)d条，XLSX一次最多%(most)d条。请缩小范围，或者下载CSV。")
            messages.error(request, message % {"number": number, "most": XLSX_ROWS})
            return self._back_to_list()
        detail = {"format": wanted, "rows": number, "filters": self._filters_in_words()}
        services.record(Action.AUDIT_EXPORTED, actor=request.user, detail=detail)
        headings = [str(heading) for heading, _width, _value in COLUMNS]
        rows = _rows(entries, get_language(), timezone.get_current_timezone())
        name = f"audit-log-{timezone.localtime():%Y%m%d-%H%M%S}.{wanted}"
        if wanted == "csv":
            return csv_response(name, headings, rows)
        widths = [width for _heading, width, _value in COLUMNS]
        return xlsx_response(name, lambda file: write_xlsx(str(TITLE), headings, widths, rows, file))

    def _back_to_list(self):
        parameters = self.request.GET.copy()
        parameters.pop("format", None)
        return redirect(f"{reverse('audit_admin:log')}?{parameters.urlencode()}")

    def _entries_up_to_now(self) -> tuple[QuerySet[AuditEntry], int]:
        """Return the entries and their number, without those written meanwhile, such as the export's own entry."""
        newest = AuditEntry.objects.values_list("number", flat=True).first() or 0
        entries = self.get_queryset().filter(number__lte=newest)
        return entries, entries.count()

    def _filters_in_words(self) -> dict[str, str | list[str]]:
        """Return the filters in words, by the names of the parameters; empty without filters."""
        given = self.request.GET
        chosen: dict[str, str | list[str]] = {
            name: given[name] for name in ("at_from", "at_to", "actor", "subject", "address") if given.get(name)
        }
        if self.search_query:
            chosen["q"] = self.search_query
        if actions := given.getlist("action"):
            chosen["action"] = [str(Action(action).label) for action in actions]
        if outcome := given.get("outcome"):
            chosen["outcome"] = str(Outcome(outcome).label)
        return chosen


def _rows(entries: QuerySet[AuditEntry], language: str, zone: tzinfo) -> Iterator[list[Cell]]:
    """Yield rows in the request's language and time zone: the server reads them after the view, when both are reset."""
    with override(language), timezone.override(zone):
        for entry in in_chunks(entries, AT_ONCE, key="-number"):
            yield [value(entry) for _heading, _width, value in COLUMNS]


class CheckFileView(RightRequiredMixin, View):
    """The result of one reading as a text to save."""

    right = VIEW

    def get(self, request, number):
        check = get_object_or_404(AuditCheck, pk=min(number, LARGEST), ended_at__isnull=False)
        outcome = words.outcome_of(check, check.ended_at)
        text = render_to_string("audit/admin/check.txt", {"check": check, "outcome": outcome})
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        return to_save(response, f"audit-check-{check.pk}.txt")
