"""Files chosen for a form that is not sent yet, sealed on the disk under a token that only the form holds (T62, T63).

From the token come the name of a folder and the key of what lies in it; the token itself is stored nowhere. There is no
row, no name, no address and no hour: times of files and folders are those of the day. `sweep` removes what was never
sent.
"""

import hmac
import json
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.attachments.choices import FILE_BYTES, FILES, MB, SENDING_BYTES
from interact.attachments.rules import check_name, readable_name
from interact.cases.receipts import FORM_LIFE
from interact.storage import staged_storage
from unionsite.core.private_files import begin_of_day
from unionsite.core.sealing import SealingError, decrypt, encrypt

BYTES_OF_ALL = 5 * 1024 * MB
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_KEY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Staged:
    """One file that was laid by for a field of its form. `key` names it among those of the form and tells nothing."""

    key: str
    field: str
    name: str
    size: int
    place: int


class Shelf:
    """What was laid by for one form; a token that is none of ours begins an empty one under a new token."""

    def __init__(self, token: str):
        self.token = token if _TOKEN.fullmatch(token) else secrets.token_urlsafe(32)
        self._storage = staged_storage()
        self._folder = hmac.digest(self.token.encode(), b"unionsite.staged.folder", "sha256").hex()
        self._secret = hmac.digest(self.token.encode(), b"unionsite.staged.key", "sha256")

    @cached_property
    def files(self) -> list[Staged]:
        """The files in the order in which they were chosen."""
        found = []
        for name in self._storage.names_in(self._folder):
            key, _dot, part = name.rpartition("/")[2].partition(".")
            if part != "about":
                continue
            with suppress(SealingError, FileNotFoundError):
                about = json.loads(decrypt(self._secret, self._read(name), f"{key}.about"))
                found.append(Staged(key, **about))
        return sorted(found, key=lambda file: (file.place, file.key))

    def add(self, name: str, content: bytes, *, field: str) -> Staged:
        """Lay a file by. Raises ValidationError with words for people; what is in the file is judged elsewhere.

        The limits hold for the files of all fields together.
        """
        name = readable_name(name)
        check_name(name)
        if not content:
            raise ValidationError(_("这个文件是空的，请重新选择。"))
        if len(content) > FILE_BYTES:
            raise ValidationError(_("文件超过%(limit)dMB，请压缩后再上传。") % {"limit": FILE_BYTES // MB})
        if len(self.files) >= FILES:
            raise ValidationError(_("最多%(limit)d个，已经选满。请先移除一个。") % {"limit": FILES})
        if sum(file.size for file in self.files) + len(content) > SENDING_BYTES:
            raise ValidationError(_("选好的文件合计超过%(limit)dMB。请先移除一些。") % {"limit": SENDING_BYTES // MB})
        if self._storage.bytes_of_all() + len(content) > BYTES_OF_ALL:
            raise ValidationError(_("现在上传附件的人太多，请过一会儿再选，或者提交后凭回执补交。"))
        place = self.files[-1].place + 1 if self.files else 0
        about = {"field": field, "name": name, "size": len(content), "place": place}
        file = Staged(secrets.token_hex(8), **about)
        for part, plain in (("bin", content), ("about", json.dumps(about, ensure_ascii=False).encode())):
            sealed = ContentFile(encrypt(self._secret, plain, f"{file.key}.{part}"))
            self._storage.save(f"{self._folder}/{file.key}.{part}", sealed)
        self.files.append(file)
        self._level_times()
        return file

    def content_of(self, file: Staged) -> ContentFile:
        """Return the file as it was chosen. Raises SealingError and FileNotFoundError."""
        sealed = self._read(f"{self._folder}/{file.key}.bin")
        return ContentFile(decrypt(self._secret, sealed, f"{file.key}.bin"), name=file.name)

    def remove(self, key: str) -> None:
        """Remove one file; one that is gone already is no error."""
        if not _KEY.fullmatch(key):
            return
        for part in ("about", "bin"):
            self._storage.delete(f"{self._folder}/{key}.{part}")
        self.__dict__.pop("files", None)
        self._level_times()

    def clear(self) -> None:
        if self._storage.names_in(self._folder):
            self._storage.clear(self._folder)
            self.__dict__.pop("files", None)
            self._storage.level_folders(f"{self._folder}.gone", timezone.localtime())

    def _read(self, name: str) -> bytes:
        with self._storage.open(name) as stream:
            return stream.read()

    def _level_times(self) -> None:
        """Set all times to the day, so that the disk does not tell when somebody was writing."""
        now = timezone.localtime()
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        for name in self._storage.names_in(self._folder):
            with suppress(FileNotFoundError):
                self._storage.level(name, day)
        self._storage.level_folders(f"{self._folder}/gone", now)


def sweep(*, now: datetime) -> int:
    """Remove what was laid by for forms that are too old to be sent; return for how many. May run twice.

    Only the day is known, so files stay at least as long as a form may be sent, and a day longer at most.
    """
    storage = staged_storage()
    if swept := storage.sweep_folders(begin_of_day(now - FORM_LIFE)):
        storage.level_folders("swept", now)
    return swept
