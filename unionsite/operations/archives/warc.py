"""Writes answers of the site as WARC/1.1 (ISO 28500:2017), which readers such as pywb and ReplayWeb.page open."""

import hashlib
import json
import tempfile
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.http.response import HttpResponseBase
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from unionsite.operations.reader.asking import AGENT, body_of

# As ISO 28500 advises for files that are to be moved about.
LARGEST = 1024**3
_SPOOLED = 4 * 1024**2
# Belong to one reader, or to the way between two machines.
_DROPPED = frozenset({"set-cookie", "connection", "transfer-encoding", "content-encoding", "content-length"})


@dataclass(frozen=True)
class Kept:
    """Where an answer lies: the record's own address, its file, and size and SHA-256 of the body."""

    record: str
    file: str
    size: int
    sha256: str
    content_type: str


class Warc:
    """A row of files `<name>-00001.warc.gz`, a new one when the last has grown large."""

    def __init__(self, folder: Path, name: str, about: dict[str, str]):
        self._folder, self._name, self._about = folder, name, about
        self._number, self._file = 0, None
        self.count = 0

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        if self._file:
            self._file.close()

    def put(self, address: str, response: HttpResponseBase, *, about: dict | None = None) -> Kept:
        """Write request and answer; `about` goes beside them as a record of metadata."""
        self._make_room()
        uri = settings.BASE_URL + address
        with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as body:
            digest = hashlib.sha256()
            for piece in body_of(response):
                digest.update(piece)
                body.write(piece)
            size = body.tell()
            body.seek(0)
            answer = self._writer.create_warc_record(
                uri, "response", payload=body, http_headers=_headers(response, size)
            )
            self._writer.write_request_response_pair(self._request(uri, address), answer)
        record = answer.rec_headers.get_header("WARC-Record-ID")
        kept = Kept(record, self.name, size, digest.hexdigest(), response.headers.get("Content-Type", ""))
        if about is not None:
            self._put_about(uri, record, about)
        self.count += 1
        return kept

    @property
    def name(self) -> str:
        return f"{self._name}-{self._number:05}.warc.gz"

    def _make_room(self) -> None:
        if self._file and self._file.tell() < LARGEST:
            return
        if self._file:
            self._file.close()
        self._number += 1
        self._file = (self._folder / self.name).open("wb")
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        self._writer.write_record(self._writer.create_warcinfo_record(self.name, self._about))

    def _request(self, uri: str, address: str):
        host = settings.BASE_URL.partition("://")[2]
        headers = StatusAndHeaders(
            f"GET {address} HTTP/1.1", [("Host", host), ("User-Agent", AGENT)], is_http_request=True
        )
        return self._writer.create_warc_record(uri, "request", http_headers=headers)

    def _put_about(self, uri: str, record: str, about: dict) -> None:
        text = json.dumps(about, ensure_ascii=False).encode()
        # An address of its own, as wget gives: readers would show it in place of the page.
        place = f"metadata://{uri.partition('://')[2]}"
        self._writer.write_record(
            self._writer.create_warc_record(
                place,
                "metadata",
                payload=BytesIO(text),
                length=len(text),
                warc_content_type="application/json; charset=utf-8",
                warc_headers_dict={"WARC-Refers-To": record},
            )
        )


def _headers(response: HttpResponseBase, size: int) -> StatusAndHeaders:
    rows = [(name, value) for name, value in response.headers.items() if name.lower() not in _DROPPED]
    status = response.status_code
    line = f"{status} {HTTPStatus(status).phrase}"
    return StatusAndHeaders(line, [*rows, ("Content-Length", str(size))], protocol="HTTP/1.1")
