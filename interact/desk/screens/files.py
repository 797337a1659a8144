"""Files of a case for those who may see it: saved, never shown, never kept by a browser (T68, T75, T78)."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import View

from interact.cases.services import access
from interact.desk.screens.base import OneCaseMixin
from unionsite.core.refusals import Refused
from unionsite.core.sealing import SealingError

logger = logging.getLogger(__name__)


class FileView(OneCaseMixin, View):
    http_method_names = ["get"]

    def get(self, request, pk, key):
        try:
            about, content = access.download(case_id=pk, file_key=key, actor=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("cases_admin:case", pk)
        except (SealingError, FileNotFoundError) as error:
            # Not the file's name, which may tell who reports what.
            logger.error("A file of case %s does not open: %s", pk, type(error).__name__)
            messages.error(request, _("这个文件打不开，请联系系统管理员。"))
            return redirect("cases_admin:case", pk)
        response = HttpResponse(content, content_type=about["content_type"])
        response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=about["name"])
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response
