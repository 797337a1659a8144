"""Files of a case and the copy of all that an employee gave and got, handed out to whoever visits it (T66, T78)."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from interact.attachments.choices import ScanState
from interact.cases.services.files import read_file
from interact.following.copies import copy_of, packed
from interact.following.views.case import VisitView
from interact.following.views.quiet import guarded
from unionsite.core.content_policy import FILE, HEADER
from unionsite.core.errors import not_found

OCTETS = "application/octet-stream"


def as_download(response, name: str):
    """Saved, never shown; nothing in it runs."""
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers[HEADER] = FILE
    return response


@guarded
class FileView(VisitView):
    """A file that the employee sent or got with an answer, once it passed the virus scanner."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, key):
        files = self.case.files.filter(key=key, entry__is_shown=True, scan_state=ScanState.CLEAN)
        row = files.select_related("case").first()
        if row is None:
            return not_found(request)
        try:
            about, content = read_file(row)
        except FileNotFoundError:
            return not_found(request)
        return as_download(HttpResponse(content, content_type=about.get("content_type") or OCTETS), about["name"])


@guarded
class ExportView(VisitView):
    """PIPL 45: everything in one archive, to read and for programs."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        copy = copy_of(self.case, now=self.now)
        response = StreamingHttpResponse(packed(self.case, copy), content_type="application/zip")
        return as_download(response, f"{self.case.number}.zip")
