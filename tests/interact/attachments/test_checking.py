"""What is broken, dangerous or not what its name says is refused with a message that names it (T76, T77)."""

import io
import re
import resource
import struct
import subprocess
import sys
import zipfile
import zlib

import pikepdf
import pytest

from interact.attachments.checking import clean_files
from interact.attachments.choices import EXTENSIONS, FILE_BYTES, FILES, FILES_OF_CASE, KINDS, MISLEADING, OTHER_FORMATS
from tests.interact.attachments import samples
from tests.interact.attachments.samples import XML, accepted, judged, office, refusal, upload

pytestmark = pytest.mark.once

HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = '<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;">]>'


def test_t76_every_kind_that_is_promised_is_taken():
    files, problems = [], []
    for start in range(0, len(samples.HONEST), FILES):
        pairs = list(samples.HONEST.items())[start : start + FILES]
        some, others = clean_files([upload(*pair) for pair in pairs])
        files, problems = files + some, problems + others
    assert problems == []
    assert {file.kind for file in files} == set(EXTENSIONS)
    assert {name.rpartition(".")[2] for name in samples.HONEST} | {"jpeg"} == set(KINDS)


# --- How many, how large ---


def test_t76_a_hundred_files_get_one_message_and_none_is_opened():
    files, problems = clean_files([upload(f"{number}.jpg", b"no picture") for number in range(100)])
    assert (files, problems) == ([], ["一次最多上传10个文件，这次选了100个，都没有上传。请减少后再选。"])


def test_t76_a_case_holds_only_so_many_files():
    content = "经过".encode()
    assert judged("a.txt", content, already=FILES_OF_CASE - 1)[1] == []
    (problem,) = judged("a.txt", content, already=FILES_OF_CASE)[1]
    assert "已有40个" in problem
    assert clean_files([], already=FILES_OF_CASE) == ([], [])


def test_t76_too_large_alone_or_together_is_refused():
    assert "超过20MB" in refusal("a.txt", b"a" * (FILE_BYTES + 1))
    shared = upload("a.txt", b"a" * FILE_BYTES)
    (problem,) = clean_files([shared] * 4)[1]
    assert "合计超过60MB" in problem


def test_t76_one_bad_file_does_not_stop_the_others():
    files, problems = clean_files([upload("a.txt", b"a"), upload("b.pdf", HTML), upload("c.txt", b"c")])
    assert [file.name for file in files] == ["a.txt", "c.txt"]
    (problem,) = problems
    assert problem.startswith("“b.pdf”没有上传：")


# --- Names ---


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("../../etc/passwd/a.txt", "a.txt"),
        ("C:\\Users\\zhang\\a.txt", "a.txt"),
        ("a\0b.txt", "a b.txt"),
        ("合同\u202etxt.txt", "合同 txt.txt"),
        ("a\r\nb\u200f.txt", "a b .txt"),
        ("长" * 300 + ".txt", "长" * 120 + ".txt"),
        ("2026.05.08 会议.v1.2.TXT", "2026.05.08 会议.v1.2.TXT"),
    ],
)
def test_t76_a_name_is_never_a_path_and_misleads_nobody(sent, name):
    file = upload("a.txt", b"a")
    # As a client sends it, past what Django makes of it.
    file._name = sent
    (clean,), problems = clean_files([file])
    assert (clean.name, problems) == (name, [])


@pytest.mark.parametrize("sent", ["", ".", "..", "txt", ".txt", "a.", "a.txt::$DATA", "a.txt\0.exe", "gpj.exe\u202e"])
def test_t76_a_name_without_a_known_ending_is_refused(sent):
    file = upload("a.txt", b"a")
    file._name = sent
    files, problems = clean_files([file])
    assert (files, len(problems)) == ([], 1)


@pytest.mark.parametrize("name", ["a.exe.pdf", "a.php.jpg", "a.HTML.txt", "a.docm .docx", "a.svg.b.png"])
def test_t76_two_endings_are_refused(name):
    assert "两个扩展名" in refusal(name, b"a")


@pytest.mark.parametrize("extension", sorted(MISLEADING | set(OTHER_FORMATS) | {"", "gif", "bmp"}))
def test_t76_other_kinds_are_refused_with_advice(extension):
    message = refusal(f"a.{extension}", SVG)
    assert re.search("请|由工作人员", message)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.docm", "带宏"),
        ("a.xlsm", "带宏"),
        ("a.zip", "解压"),
        ("a.doc", "另存为docx"),
        ("a.mp4", "视频"),
        ("a.svg", "不支持"),
    ],
)
def test_t76_the_advice_fits_the_kind(name, words):
    assert words in refusal(name, b"a")


# --- Content and name ---


@pytest.mark.parametrize("extension", sorted(KINDS))
@pytest.mark.parametrize(
    "content",
    [
        b"",
        HTML,
        b"\n " + SVG,
        b"MZ\x90\0\3\0\0\0" * 40,
        OLE + b"\0" * 600,
        b"\0" * 400,
        b"\xff" * 4000,
        b"\xff\xd8\xff\xe0" * 9,
    ],
    ids=["empty", "html", "svg", "program", "old office", "nothing", "ones", "half a picture"],
)
def test_t76_content_that_is_not_what_the_name_says_is_refused(extension, content):
    assert refusal(f"a.{extension}", content).startswith(f"“a.{extension}”没有上传：")


@pytest.mark.parametrize(("name", "content"), samples.HONEST.items(), ids=samples.HONEST)
def test_t76_honest_files_under_another_name_are_refused_or_called_right(name, content):
    own = KINDS[name.rpartition(".")[2]]
    for extension in ("jpg", "pdf", "docx", "xlsx", "mp3", "m4a", "wav", "amr", "txt"):
        if KINDS[extension] is not own or (extension in ("docx", "xlsx") and not name.endswith(extension)):
            assert refusal(f"a.{extension}", content)


@pytest.mark.parametrize(("name", "content"), samples.HONEST.items(), ids=samples.HONEST)
def test_t77_what_was_cut_off_or_overwritten_raises_nothing(name, content):
    for part in (3, 2, 1.1):
        clean_files([upload(name, content[: int(len(content) / part)])])
    noisy = bytearray(content)
    for at in range(20, len(noisy), 41):
        noisy[at] ^= 0xFF
    clean_files([upload(name, bytes(noisy))])


def test_t76_a_video_under_the_name_of_a_recording_is_refused():
    assert "视频" in refusal("a.m4a", samples.m4a(b"vide"))


# --- PDF ---


@pytest.mark.parametrize(
    "content", [HTML + samples.pdf(), b"%PDF-1.7\n" + HTML, b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n<<" * 999]
)
def test_t76_what_only_begins_like_a_pdf_is_refused(content):
    assert refusal("a.pdf", content)


def test_t76_what_hangs_on_a_pdf_is_cut_off():
    assert b"<script>" not in accepted("a.pdf", samples.pdf() + HTML).content


def test_t76_a_locked_pdf_is_refused_with_advice():
    locked = samples.pdf(encryption=pikepdf.Encryption(owner="b", user="a"))
    assert "取消密码" in refusal("a.pdf", locked)


def test_t76_a_pdf_that_only_forbids_printing_is_taken():
    file = accepted("a.pdf", samples.pdf(encryption=pikepdf.Encryption(owner="b", user="")))
    assert b"/Encrypt" not in file.content
    assert samples.SECRET.encode() not in samples.plain(file.content)


def test_t77_a_pdf_that_unfolds_is_refused_in_little_memory():
    # Asked by a small process: a child counts as large as its parent until it runs its own program.
    asking = """
import resource, sys
from subprocess import DEVNULL, run
run([sys.executable, "-m", "interact.attachments.sweeping"], stdin=sys.stdin, stdout=DEVNULL, stderr=DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
    bomb = samples.object_bomb(300)
    assert refusal("a.pdf", bomb)
    asked = subprocess.run([sys.executable, "-c", asking], input=bomb, capture_output=True, check=True)
    assert int(asked.stdout) <= 200 * 1024


def test_t77_streams_that_share_their_bytes_are_refused():
    streams = 300
    body, places = b"%PDF-1.4\n", []
    for number in range(4, streams + 4):
        places.append(len(body))
        body += b"%d 0 obj\n<</Length 1 0 R>>\nstream\n" % number
    body += b"x" * 100_000 + b"\nendstream\nendobj\n"
    names = b"".join(b"/S%d %d 0 R" % (number, number) for number in range(4, streams + 4))
    body += b"1 0 obj\n9999999\nendobj\n2 0 obj\n<</Type/Catalog/Pages 3 0 R/X<<" + names + b">>>>\nendobj\n"
    body += b"3 0 obj\n<</Type/Pages/Count 1/Kids[<</Type/Page/MediaBox[0 0 9 9]>>]>>\nendobj\n"
    body += b"trailer\n<</Root 2 0 R/Size %d>>\n%%%%EOF\n" % (streams + 4)
    files, _problems = judged("a.pdf", body)
    assert sum(len(file.content) for file in files) < 3 * 1024 * 1024


def test_t76_the_process_that_reads_a_pdf_runs_without_django():
    program = "import interact.attachments.sweeping, sys; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- Office ---


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"word/vbaProject.bin": OLE}, "带宏"),
        ({"word/activeX/activeX1.xml": "<a/>"}, "嵌入"),
        ({"word/embeddings/oleObject1.bin": OLE}, "嵌入"),
        ({"word/embeddings/a.exe": b"MZ"}, "嵌入"),
        ({"word/embeddings/a.docx": office("docx", {"word/embeddings/b.docx": office("docx")})}, "嵌入"),
        ({"word/afchunk.html": HTML}, "嵌入"),
        ({"word/a.docx": office("docx")}, "嵌入"),
        ({"../../a.xml": "<a/>"}, "损坏"),
        ({"/etc/a.xml": "<a/>"}, "损坏"),
        ({"word/document.xml": f"{XML}{DOCTYPE}<a>&d;</a>"}, "损坏"),
        ({"word/_rels/document.xml.rels": f"{DOCTYPE}<a/>"}, "损坏"),
        ({"[Content_Types].xml": f"{DOCTYPE}<a/>"}, "损坏"),
        ({"word/document.xml": f"{XML}<a><b></a>"}, "损坏"),
        ({"word/document.xml": '<?xml version="1.0" encoding="gbk"?><a/>'}, "损坏"),
        ({"[Content_Types].xml": f"{XML}<Types/>"}, "不符"),
        ({"word/media/image1.svg": f"{DOCTYPE}<svg/>"}, "损坏"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value,
)
def test_t76_office_documents_with_something_inside_are_refused(parts, words):
    assert words in refusal("a.docx", office("docx", parts))


def test_t76_macros_are_found_by_type_too():
    macro = '<Override PartName="/a" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    assert "带宏" in refusal("a.docx", office("docx", types=macro))


def test_t76_links_to_other_programs_are_refused():
    link = f"{XML}<externalLink><ddeLink ddeService='cmd'/></externalLink>"
    assert "断开链接" in refusal("a.xlsx", office("xlsx", {"xl/externalLinks/externalLink1.xml": link}))


def test_t76_locked_and_old_office_documents_are_refused_with_advice():
    assert "取消密码" in refusal("a.docx", OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
    assert "另存为docx" in refusal("a.xlsx", OLE + b"\0" * 600)


@pytest.mark.parametrize("content", [b"MZ" + office("docx"), office("docx") + HTML, samples.archive({"a.html": HTML})])
def test_t76_archives_that_are_something_else_as_well_are_refused(content):
    assert refusal("a.docx", content)


def test_t77_archives_that_unfold_are_refused_in_little_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    one = office("docx", {"word/document.xml": b" " * (50 * 1024 * 1024)})
    assert "展开后过大" in refusal("a.docx", one)
    many = office("docx", {f"word/{number}.xml": "<a/>" for number in range(2100)})
    assert "展开后过大" in refusal("a.docx", many)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 150 * 1024


def test_t77_the_work_of_all_files_together_is_limited():
    # Random enough to pass for text, so that each alone is no bomb.
    block = b"<a>" + zlib.compress(b"x").hex().encode() + bytes(range(48, 58)) * 4 + b"</a>"
    part = b"<b>" + block * (30 * 1024 * 1024 // len(block)) + b"</b>"
    content = office("docx", {"word/media/a.gif": part[: 30 * 1024 * 1024]})
    files = [upload(f"{number}.docx", content) for number in range(8)]
    _files, problems = clean_files(files)
    assert "展开后过大" in problems[-1]


def test_t76_lies_in_the_list_of_contents_are_found():
    content = bytearray(office("docx"))
    # Says that the first member is shorter than it is.
    at = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 10)
    assert refusal("a.docx", bytes(content))


def test_t77_members_that_share_their_bytes_are_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in samples.unpacked(office("docx")).items():
            archive.writestr(name, part)
        archive.writestr("word/media/a.gif", b"a" * 999)
        twin = zipfile.ZipInfo("word/media/b.gif")
        archive.filelist.append(twin)
        archive.NameToInfo[twin.filename] = twin
        first = archive.getinfo("word/media/a.gif")
        twin.header_offset, twin.CRC = first.header_offset, first.CRC
        twin.compress_size, twin.file_size, twin.compress_type = first.compress_size, 999, zipfile.ZIP_DEFLATED
    assert "损坏" in refusal("a.docx", content.getvalue())


# --- Pictures ---


@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_t77_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(name):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "万像素" in refusal(name, samples.png_header(40_000, 40_000))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 50 * 1024


def test_t77_the_pixels_of_all_pictures_together_are_limited():
    pictures = [upload(f"{number}.png", samples.png_header(7000, 7000)) for number in range(FILES)]
    _files, problems = clean_files(pictures)
    assert len(problems) == FILES
    assert "下一次上传" in problems[-1]


def test_t77_a_truncated_picture_is_refused():
    content = samples.photograph("JPEG", (400, 300))
    assert "已损坏" in refusal("a.jpg", content[: len(content) - 400])


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "AVIF"])
def test_t76_pictures_of_other_kinds_are_refused(kind):
    content = io.BytesIO()
    samples.Image.new("RGB", (9, 9)).save(content, kind)
    assert "另一种格式" in refusal("a.jpg", content.getvalue())
