"""Reads Excel workbooks row by row; refuses files that are none or that would be too large when unpacked."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.utils.translation import gettext as _

from unionsite.core.tables.rows import Limits, Unreadable

OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PARTS = 500
_HEAD = 64 * 1024
_NEVER = (b"<!DOCTYPE", b"<!ENTITY")


def old_or_locked(file: IO[bytes]) -> Unreadable:
    """Return the message for a file that begins with OLE: locked with a password, or an old .xls."""
    if _ENCRYPTED in file.read():
        return Unreadable(_("这个文件设了打开密码，无法读取。请在Excel里取消密码后再上传。"))
    return Unreadable(_("这是旧版的.xls文件。请在Excel里另存为“Excel工作簿（.xlsx）”后再上传。"))


def _damaged() -> Unreadable:
    return Unreadable(_("这个文件已损坏，或不是Excel工作簿（.xlsx）。请重新另存后再上传。"))


@contextmanager
def sheets_of(file: IO[bytes], limits: Limits, *, with_formulas: bool) -> Iterator[list[Iterator[tuple[int, tuple]]]]:
    from openpyxl import load_workbook  # Large, and no page needs it.

    _check_archive(file, limits)
    try:
        book = load_workbook(file, read_only=True, data_only=not with_formulas, keep_links=False)
    except Exception as error:  # openpyxl raises many kinds on hostile files; to the person all mean the same.
        raise _damaged() from error
    try:
        if not book.worksheets:
            raise _damaged()
        yield [_lines_of(sheet, limits) for sheet in book.worksheets]
    finally:
        book.close()


def _check_archive(file: IO[bytes], limits: Limits) -> None:
    """Refuse bombs and XML entities before anything is unpacked; zipfile reads no more than a part claims to hold."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > limits.unpacked_bytes:
                raise Unreadable(_("这个文件解开后太大，无法读取。请只保留需要的一张工作表，或分成几个文件后再上传。"))
            names = archive.namelist()
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise _damaged()
            for part in parts:
                if _has_entities(archive, part):
                    raise _damaged()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError) as error:
        raise _damaged() from error
    finally:
        file.seek(0)


def _has_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether an XML part declares entities. Declarations come before the first element, so its beginning is enough."""
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(part) as content:
        head = content.read(_HEAD)
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or any(word in head for word in _NEVER)


def _lines_of(sheet, limits: Limits) -> Iterator[tuple[int, tuple]]:
    # The size that a sheet declares may be wrong, and an empty cell far to the right would make every row long.
    sheet.reset_dimensions()
    try:
        yield from enumerate(sheet.iter_rows(max_col=limits.columns, values_only=True), start=1)
    except Exception as error:
        raise _damaged() from error
