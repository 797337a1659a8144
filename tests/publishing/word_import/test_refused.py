"""Files that are not taken: each has a message beside the field, and nothing is stored."""

import io
import struct
import tracemalloc
import zipfile

import pytest

from tests import word_documents as word
from tests.publishing.word_import.importing import upload
from unionsite.core.models import SiteImage
from unionsite.publishing.word_import.models import WordImport

pytestmark = pytest.mark.once

GOOD = word.docx(word.p("正文。"))
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))


def document(xml: str) -> bytes:
    return word.zipped(word.parts(word.p("正文。")) | {"word/document.xml": xml})


def with_doctype(doctype: str, inside: str) -> bytes:
    body = f"<w:p><w:r><w:t>{inside}</w:t></w:r></w:p>"
    return document(f"<?xml version='1.0'?>{doctype}<w:document {word.NAMESPACES}><w:body>{body}</w:body></w:document>")


def utf16(content: bytes) -> bytes:
    """The same with its main document in UTF-16, where a search for bytes finds nothing."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    text = members["word/document.xml"].decode().replace("<?xml version='1.0'?>", "")
    return word.zipped(members | {"word/document.xml": ("\ufeff" + text).encode("utf-16-le")})


def with_member(name: str, content: bytes = b"x") -> bytes:
    return word.zipped(word.parts(word.p("正文。")) | {name: content})


def locked() -> bytes:
    """Every member says that it is encrypted."""
    content = bytearray(GOOD)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def lying_about_sizes() -> bytes:
    """The list of contents says that the document has ten bytes."""
    content = bytearray(word.docx(word.p("长" * 100_000)))
    at = content.find(b"PK\x01\x02")
    while content[at + 46 : at + 63] != b"word/document.xml":
        at = content.find(b"PK\x01\x02", at + 4)
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


BOMB = with_member("word/embeddings/zeros.bin", bytes(30 * 1024 * 1024))
BAD = {
    "empty": (b"", "稿件.docx", "这个文件是空的。"),
    "text": (b"hello", "稿件.docx", "这不是Word文件（.docx），或者文件已损坏。"),
    "truncated": (GOOD[: len(GOOD) // 2], "稿件.docx", "这个文件已损坏，无法读取。"),
    "without its end": (GOOD[:-10], "稿件.docx", "这个文件已损坏，无法读取。"),
    "something behind it": (GOOD + b"<script>", "稿件.docx", "这个文件已损坏，无法读取。"),
    "something before it": (b"PK\x03\x04" + GOOD, "稿件.docx", "这个文件已损坏，无法读取。"),
    "middle overwritten": (GOOD[:200] + bytes(300) + GOOD[500:], "稿件.docx", "这个文件已损坏，无法读取。"),
    "lying about sizes": (lying_about_sizes(), "稿件.docx", "这个文件已损坏，无法读取。"),
    "bomb": (BOMB, "稿件.docx", "这个文件解压后过大或结构异常"),
    "many members": (
        word.zipped(word.parts(word.p("正文。")) | {f"x/{n}": b"" for n in range(10_000)}),
        "稿件.docx",
        "这个文件解压后过大或结构异常",
    ),
    "path upwards": (with_member("../../evil.xml"), "稿件.docx", "这个文件已损坏，无法读取。"),
    "path from the root": (with_member("/etc/passwd"), "稿件.docx", "这个文件已损坏，无法读取。"),
    "encrypted": (word.OLE + "EncryptedPackage".encode("utf-16-le") + bytes(900), "稿件.docx", "这个文件设了打开密码"),
    "locked zip": (locked(), "稿件.docx", "这个文件设了密码"),
    "old Word renamed": (word.OLE + bytes(900), "稿件.docx", "这是旧版的Word文件（.doc）"),
    "macros by type": (word.docx(word.p("正文。"), main_type=word.MACRO_TYPE), "稿件.docx", "这个文件带有宏"),
    "macros by part": (with_member("word/vbaProject.bin"), "稿件.docx", "这个文件带有宏"),
    "other type": (
        word.docx(word.p("正文。"), main_type="application/vnd.ms-excel.sheet.main+xml"),
        "稿件.docx",
        "可能是改了扩展名的其他文件",
    ),
    "no types": (word.zipped({"a.txt": "x"}), "稿件.docx", "这不是Word文件（.docx）。"),
    "no relations": (
        word.zipped({k: v for k, v in word.parts(word.p("x")).items() if k != "_rels/.rels"}),
        "稿件.docx",
        "这个文件已损坏，无法读取。",
    ),
    "external entity": (
        with_doctype('<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        "稿件.docx",
        "这个文件已损坏，无法读取。",
    ),
    "billion laughs": (with_doctype(f"<!DOCTYPE w [{ENTITIES}]>", "&a9;"), "稿件.docx", "这个文件已损坏，无法读取。"),
    "entity in UTF-16": (
        utf16(with_doctype('<!DOCTYPE w [<!ENTITY x "y">]>', "&x;")),
        "稿件.docx",
        "这个文件已损坏，无法读取。",
    ),
    "not well-formed": (document("<w:document"), "稿件.docx", "这个文件已损坏，无法读取。"),
    "unknown encoding": (document("<?xml version='1.0' encoding='x-nothing'?><a/>"), "稿件.docx", "这个文件已损坏"),
    "no body": (document(f"<w:document {word.NAMESPACES}/>"), "稿件.docx", "这个文件里没有正文。"),
    "nothing in it": (word.docx("<w:p/>"), "稿件.docx", "没有可以导入的文字、表格或图片"),
    "too deep": (document("<a>" * 5000 + "</a>" * 5000), "稿件.docx", "这个文件的结构过于复杂"),
    "too many elements": (document(f"<a>{'<b/>' * 200_000}</a>"), "稿件.docx", "这个文件的结构过于复杂"),
    "too many paragraphs": (word.docx(*(word.p("段") for _n in range(2001))), "稿件.docx", "这份文件超过2000段"),
    "too large": (b"PK\x03\x04" + bytes(20 * 1024 * 1024), "稿件.docx", "超过上限20MB"),
    "doc": (word.OLE, "通知.doc", "文件类型选“Word 文件（*.docx）”"),
    "wps": (word.OLE, "通知.WPS", "这是WPS文字文件（.wps），不能直接导入。"),
    "pages": (GOOD, "通知.pages", "这是苹果Pages文稿，不能直接导入。"),
    "pdf": (b"%PDF-1.7", "通知.pdf", "这是PDF文件，不能直接导入。"),
    "pdf renamed": (b"%PDF-1.7", "通知.docx", "这是PDF文件，不能直接导入。"),
    "rtf": (b"{\\rtf1", "通知.rtf", "这是RTF文件，不能直接导入。"),
    "docm": (GOOD, "通知.docm", "这是带宏的Word文件（.docm）"),
}


@pytest.mark.parametrize("case", BAD)
def test_it_is_refused_beside_the_field_and_nothing_is_stored(tree, client, author, case):
    content, name, message = BAD[case]
    client.force_login(author)

    response = upload(client, tree.news, content, name)

    assert response.status_code == 200
    assert message in str(response.context["form"].errors["file"])
    assert not WordImport.objects.exists()
    assert not SiteImage.objects.exists()
    assert not tree.news.get_children().exists()


@pytest.mark.parametrize(
    "case", ["bomb", "many members", "billion laughs", "too many elements", "too deep", "too large"]
)
def test_a_hostile_file_costs_little_memory(tree, client, author, case):
    content, name, _message = BAD[case]
    client.force_login(author)
    upload(client, tree.news, b"x", name)

    tracemalloc.start()
    upload(client, tree.news, content, name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    # What the test client and the upload themselves hold of the file, and 30 MB.
    assert peak < 5 * len(content) + 30 * 1024 * 1024


def test_damage_at_any_place_is_never_a_server_error(tree, client, author):
    """Every 101st byte of a rich document is changed in turn: taken or refused, but answered."""
    content = word.docx(
        word.p("标题", style="Title"),
        word.p("甲", number=(1, 0)),
        word.table(word.row("部门", "人数"), word.row(word.cell("机加车间", merge="restart"), "3")),
        numbering=word.numbering(word.CHINESE),
    )
    client.force_login(author)

    for at in range(0, len(content), 101):
        changed = bytearray(content)
        changed[at] ^= 0x5A
        assert upload(client, tree.news, bytes(changed)).status_code in (200, 302), at
