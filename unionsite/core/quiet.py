"""Addresses where people write to the union (`QUIET_PATHS`): logs and error reports hold nothing about their requests
(T62), and uploaded files wait in memory, without a name, until a form has judged them."""

import logging
import tempfile
import traceback

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import HttpRequest

logger = logging.getLogger(__name__)


def is_quiet(request: HttpRequest | None) -> bool:
    """Whether this request must leave no trace in logs; always False with DEBUG on, where only the developer looks."""
    return request is not None and not settings.DEBUG and request.path.startswith(tuple(settings.QUIET_PATHS))


class QuietFilter(logging.Filter):
    """Cuts an error of a quiet request down to its kind and place in the code: its message may be somebody's words."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and is_quiet(getattr(record, "request", None)):
            kind, _value, trace = record.exc_info
            record.exc_info = None
            record.exc_text = "".join([*traceback.format_tb(trace), kind.__name__ if kind else ""])
        return True


class NamelessUploadHandler(FileUploadHandler):
    """On `QUIET_PATHS`, keeps a file too long for Django's memory handler without a name, in `UPLOADS_DIR` (memory).

    Django's own handler would put it into the temporary folder, in clear, where it stays when the process is killed.
    Beyond `QUIET_UPLOAD_BYTES` in one request only the size is counted, so that the form can say it is too much.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.is_quiet = self.request.path.startswith(tuple(settings.QUIET_PATHS))
        self.left = settings.QUIET_UPLOAD_BYTES

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if not self.is_quiet:
            return
        nameless = tempfile.TemporaryFile(dir=settings.UPLOADS_DIR)  # noqa: SIM115  (closed with the request)
        self.file = UploadedFile(nameless, self.file_name, self.content_type, 0, self.charset, self.content_type_extra)
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data, start):
        if not self.is_quiet:
            return raw_data
        self.left -= len(raw_data)
        if self.left >= 0:
            try:
                self.file.write(raw_data)
            except OSError as error:
                # There is no memory left: treat the upload as too large.
                logger.warning("An upload finds no room: %s", type(error).__name__)
                self.left = -1
        return None

    def file_complete(self, file_size):
        if not self.is_quiet:
            return None
        self.file.seek(0)
        # A file that was cut off must count as larger than the limit.
        self.file.size = file_size if self.left >= 0 else max(file_size, settings.QUIET_UPLOAD_BYTES + 1)
        return self.file

    def upload_interrupted(self):
        if getattr(self, "file", None) is not None:
            self.file.close()
