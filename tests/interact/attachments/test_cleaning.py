"""What a file tells of who made it, when and where is gone before it is stored (T74)."""

import io

import pikepdf
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from interact.attachments.choices import (
    FIRST_PICTURE,
    KEPT,
    OFFICE_LINKS,
    OFFICE_MEDIA,
    OFFICE_SIGNATURE,
    PDF_EXTRAS,
    PDF_SIGNATURE,
    FileKind,
)
from tests.interact.attachments import samples
from tests.interact.attachments.samples import SECRET, WORD, XML, accepted, refusal, relationships, unpacked

pytestmark = pytest.mark.once

# --- Pictures ---


@pytest.mark.parametrize(
    ("name", "format", "result", "content_type"),
    [
        ("a.jpg", "JPEG", "a.jpg", "image/jpeg"),
        ("a.JPEG", "JPEG", "a.JPEG", "image/jpeg"),
        ("a.png", "PNG", "a.png", "image/png"),
        ("a.webp", "WEBP", "a.webp", "image/webp"),
        ("a.heic", "HEIF", "a.jpg", "image/jpeg"),
        ("a.png", "JPEG", "a.jpg", "image/jpeg"),
    ],
)
def test_t74_place_and_camera_of_a_photograph_are_gone(name, format, result, content_type):
    file = accepted(name, samples.photograph(format))
    assert (file.name, file.kind, file.content_type, file.notes) == (result, FileKind.PICTURE, content_type, ())
    assert not samples.tells(file.content)
    with Image.open(io.BytesIO(file.content)) as picture:
        assert picture.size == (40, 60)


def test_t74_of_a_moving_picture_the_first_is_kept_and_said():
    content, frames = io.BytesIO(), [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:])
    assert accepted("a.webp", content.getvalue()).notes == (FIRST_PICTURE,)


# --- PDF ---


def test_t74_author_xmp_remarks_and_the_place_of_pictures_are_gone_from_a_pdf():
    content = samples.pdf()
    assert SECRET.encode() in samples.plain(content)
    file = accepted("合同.pdf", content)
    assert (file.name, file.kind, file.content_type, file.notes) == ("合同.pdf", FileKind.PDF, "application/pdf", ())
    clean = samples.plain(file.content)
    assert not [word for word in (SECRET.encode(), b"GPS", b"/Author", b"/Metadata", b"/PieceInfo") if word in clean]
    with pikepdf.open(io.BytesIO(file.content)) as document:
        (page,) = document.pages
        remark, link = page.Annots
        assert str(remark.Contents) == "看这里"
        assert str(link.A.URI) == "https://example.com/"
        assert page.Resources.XObject.Im0.read_raw_bytes().endswith(b"\xff\xd9")


def add_script(document):
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))


def add_named_script(document):
    action = document.make_indirect(Dictionary(S=Name.JavaScript, JS=String(SECRET)))
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def add_launch(document):
    document.pages[0].Annots[1].A = Dictionary(S=Name.Launch, F=String(SECRET))


def add_chained_launch(document):
    document.pages[0].AA = Dictionary(
        O=Dictionary(S=Name.GoTo, Next=Array([Dictionary(S=Name.Launch, F=String(SECRET))]))
    )


def add_attachment(document):
    document.attachments["a.exe"] = SECRET.encode()


def add_attached_remark(document):
    file = Stream(document, SECRET.encode())
    specification = Dictionary(Type=Name.Filespec, F=String("a"), EF=Dictionary(F=file))
    document.pages[0].Annots[0] = Dictionary(Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=specification)


def add_dynamic_form(document):
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(document, f"<script>{SECRET}</script>".encode()))


@pytest.mark.parametrize(
    "change",
    [
        add_script,
        add_named_script,
        add_launch,
        add_chained_launch,
        add_attachment,
        add_attached_remark,
        add_dynamic_form,
    ],
    ids=lambda change: change.__name__,
)
def test_t76_scripts_launches_and_attached_files_are_gone_from_a_pdf(change):
    file = accepted("a.pdf", samples.pdf(change))
    assert file.notes == (PDF_EXTRAS,)
    clean = samples.plain(file.content)
    assert not [word for word in (SECRET.encode(), b"/JavaScript", b"/Launch", b"/EF", b"/XFA") if word in clean]


def test_t74_what_was_overwritten_in_a_pdf_is_gone():
    content = samples.pdf() + f"\n9 0 obj\n({SECRET})\nendobj\n".encode()
    assert SECRET.encode() not in samples.plain(accepted("a.pdf", content).content)


def test_t74_a_signed_pdf_says_that_its_signer_is_still_named():
    def sign(document):
        value = document.make_indirect(Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=String("x")))
        field = document.make_indirect(Dictionary(FT=Name.Sig, T=String("签名"), V=value))
        document.Root.AcroForm = Dictionary(Fields=Array([field]))

    assert accepted("a.pdf", samples.pdf(sign)).notes == (PDF_SIGNATURE,)


def test_t74_links_to_files_of_the_author_are_gone_from_a_pdf():
    def point(document):
        document.pages[0].Annots[1].A = samples.link(f"file:///C:/Users/{SECRET}/a.doc")

    assert SECRET.encode() not in samples.plain(accepted("a.pdf", samples.pdf(point)).content)


# --- Office ---


@pytest.mark.parametrize("extension", ["docx", "xlsx", "pptx"])
def test_t74_creator_company_times_and_thumbnail_are_gone_from_office_documents(extension):
    file = accepted(f"a.{extension}", samples.office(extension))
    assert (file.kind, file.notes) == (FileKind.OFFICE, ())
    parts = unpacked(file.content)
    assert SECRET.encode() not in b"".join(parts.values())
    assert not {name for name in parts if "custom" in name or "thumbnail" in name}
    assert b"custom" not in parts["[Content_Types].xml"] + parts["_rels/.rels"]
    assert b"2026" not in file.content
    with samples.zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_t74_authors_of_changes_remarks_and_paths_are_gone_from_a_docx():
    content = samples.office(
        "docx",
        {
            "word/document.xml": f'{XML}<w:document xmlns:w="{WORD}" xmlns:wp="d"><w:body><w:p>'
            f'<w:ins w:id="1" w:author=\'{SECRET}\' w:date="2026-05-08T10:00:00Z">'
            "<w:r><w:t>author=&quot;正文&quot; &amp; &lt;1&gt;</w:t></w:r></w:ins>"
            f'<w:rPrChange w:author="{SECRET}"/><wp:docPr descr="C:\\Users\\{SECRET}\\a.jpg" id="2"/>'
            "</w:p></w:body></w:document>",
            "word/comments.xml": f'{XML}<w:comments xmlns:w="{WORD}"><w:comment w:id="0" w:author="{SECRET}" '
            f'w:initials="{SECRET}"><w:p/></w:comment></w:comments>',
            "word/people.xml": f'{XML}<w15:people xmlns:w15="w"><w15:person w15:author="{SECRET}"/></w15:people>',
            "word/settings.xml": f'{XML}<w:settings xmlns:w="{WORD}" xmlns:r="r"><w:zoom/>'
            f'<w:attachedTemplate r:id="rId1"/>'
            f'<w:docVars><w:docVar w:name="a" w:val="{SECRET}"/></w:docVars><w:compat/></w:settings>',
            "word/_rels/settings.xml.rels": relationships(("attachedTemplate", f"file:///C:\\{SECRET}\\a.dotx", True)),
            "word/_rels/document.xml.rels": relationships(
                ("people", "people.xml", False),
                ("comments", "comments.xml", False),
                ("customXml", "../customXml/item1.xml", False),
                ("hyperlink", "https://example.com/", True),
                ("hyperlink", f"file:///D:/{SECRET}/b.xlsx", True),
            ),
            "word/media/image1.jpeg": samples.photograph("JPEG"),
            "word/media/image2.png": samples.photograph("PNG"),
            "customXml/item1.xml": f"{XML}<a>{SECRET}</a>",
            "customXml/_rels/item1.xml.rels": relationships(),
        },
        types='<Override PartName="/word/people.xml" ContentType="a"/>',
    )
    file = accepted("a.docx", content)
    assert file.notes == (OFFICE_LINKS,)
    parts = unpacked(file.content)
    assert [name for name, part in parts.items() if SECRET.encode() in part or b"GPS" in part] == []
    text = parts["word/document.xml"].decode()
    assert (
        '<w:ins w:id="1" w:author="作者"><w:r><w:t>author=&quot;正文&quot; &amp; &lt;1&gt;</w:t></w:r></w:ins>' in text
    )
    assert '<wp:docPr descr="" id="2"/></w:p></w:body></w:document>' in text
    assert parts["word/settings.xml"].decode().endswith("<w:zoom/><w:compat/></w:settings>")
    assert "word/people.xml" not in parts
    assert b"people" not in parts["[Content_Types].xml"]
    links = parts["word/_rels/document.xml.rels"].decode()
    assert links.count("<Relationship ") == 3
    assert "https://example.com/" in links
    for name in ("word/media/image1.jpeg", "word/media/image2.png"):
        with Image.open(io.BytesIO(parts[name])) as picture:
            picture.load()
            assert picture.size == (60, 40)


def test_t74_a_workbook_still_opens_and_names_nobody():
    book, content = Workbook(), io.BytesIO()
    book.properties.creator = book.properties.lastModifiedBy = SECRET
    sheet = book.active
    sheet["A1"] = "工资"
    sheet["A2"].comment = Comment(f"{SECRET}:\n少发了", SECRET)
    book.save(content)
    file = accepted("工资.xlsx", content.getvalue())
    assert SECRET.encode() not in b"".join(unpacked(file.content).values())
    clean = load_workbook(io.BytesIO(file.content))
    assert clean.properties.creator in (None, "openpyxl")
    assert clean.active["A1"].value == "工资"
    assert clean.active["A2"].comment.author == "作者"


def test_t74_folders_people_and_printers_are_gone_from_a_workbook():
    content = samples.office(
        "xlsx",
        {
            "xl/workbook.xml": f'{XML}<workbook xmlns:x="x" xmlns:mc="m"><fileSharing userName="{SECRET}"/><mc:A>'
            f'<x:absPath url="C:\\Users\\{SECRET}\\"><a/></x:absPath></mc:A><sheets/></workbook>',
            "xl/tables/table1.xml": f'{XML}<table displayName="Table1" author=""/>',
            "xl/persons/person.xml": f'{XML}<personList><person displayName="{SECRET}" id="1" userId="S::{SECRET}" '
            'providerId="AD"/></personList>',
            "xl/threadedComments/threadedComment1.xml": f'{XML}<ThreadedComments><threadedComment ref="A1" '
            'dT="2026-05-08T10:00:00.00" personId="1" id="2"/></ThreadedComments>',
            "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns:r="r"><pageSetup paperSize="9" r:id="rId1"/>'
            "</worksheet>",
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(
                ("printerSettings", "../printerSettings/printerSettings1.bin", False)
            ),
            "xl/printerSettings/printerSettings1.bin": SECRET.encode("utf-16-le"),
            "xl/externalLinks/externalLink1.xml": f"{XML}<externalLink/>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": relationships(
                ("externalLinkPath", f"file:///C:/Users/{SECRET}/b.xlsx", True)
            ),
        },
    )
    file = accepted("a.xlsx", content)
    parts = unpacked(file.content)
    everything = b"".join(parts.values())
    assert SECRET.encode() not in everything
    assert SECRET.encode("utf-16-le") not in everything
    assert b'displayName="Table1"' in parts["xl/tables/table1.xml"]
    assert b'<pageSetup paperSize="9"/>' in parts["xl/worksheets/sheet1.xml"]
    assert b"<mc:A></mc:A><sheets/>" in parts["xl/workbook.xml"]
    assert b"printer" not in everything
    assert b"2026" not in everything


def test_t74_authors_of_remarks_are_gone_from_slides():
    content = samples.office(
        "pptx",
        {
            "ppt/commentAuthors.xml": f'{XML}<p:cmAuthorLst xmlns:p="p"><p:cmAuthor id="0" name="{SECRET}" '
            f'initials="{SECRET}"/></p:cmAuthorLst>',
            "ppt/authors.xml": f'{XML}<a:authorLst xmlns:a="a"><a:author id="1" name="{SECRET}" userId="{SECRET}" '
            'providerId="AD"/></a:authorLst>',
            "ppt/comments/comment1.xml": f'{XML}<p:cmLst xmlns:p="p"><p:cm authorId="0" '
            'dt="2026-05-08T10:00:00"/></p:cmLst>',
            "ppt/changesInfos/changesInfo1.xml": f'{XML}<p:chg xmlns:p="p" name="{SECRET}"/>',
            "ppt/media/media1.mp4": b"\0\0\0\x08ftyp",
            "ppt/slides/slide1.xml": f'{XML}<p:sld xmlns:p="p"><p:cNvPr id="1" name="标题 1" descr="说明"/></p:sld>',
        },
    )
    file = accepted("a.pptx", content)
    parts = unpacked(file.content)
    assert file.notes == (OFFICE_MEDIA,)
    assert SECRET.encode() not in b"".join(parts.values())
    assert b"2026" not in parts["ppt/comments/comment1.xml"]
    assert 'name="标题 1" descr="说明"'.encode() in parts["ppt/slides/slide1.xml"]


def test_t74_tables_inside_slides_are_cleaned_as_well():
    file = accepted("a.pptx", samples.office("pptx", {"ppt/embeddings/Sheet1.xlsx": samples.office("xlsx")}))
    inner = unpacked(unpacked(file.content)["ppt/embeddings/Sheet1.xlsx"])
    assert SECRET.encode() not in b"".join(inner.values())


def test_t74_xml_in_utf16_is_cleaned_as_well():
    text = (
        f'<?xml version="1.0" encoding="UTF-16"?><w:document xmlns:w="{WORD}"><w:ins w:author="{SECRET}"/></w:document>'
    )
    file = accepted("a.docx", samples.office("docx", {"word/document.xml": text.encode("utf-16")}))
    assert b'w:author="\xe4\xbd\x9c' in unpacked(file.content)["word/document.xml"]


def test_t74_a_signature_that_cleaning_breaks_is_taken_off_and_said():
    parts = {"_xmlsignatures/origin.sigs": b"", "_xmlsignatures/sig1.xml": f"<a>{SECRET}</a>"}
    assert accepted("a.docx", samples.office("docx", parts)).notes == (OFFICE_SIGNATURE,)


# --- Recordings and texts ---


@pytest.mark.parametrize(
    ("extension", "content", "content_type"),
    [
        ("mp3", samples.mp3(), "audio/mpeg"),
        ("m4a", samples.m4a(), "audio/mp4"),
        ("wav", samples.wav(), "audio/wav"),
        ("amr", samples.amr() + SECRET.encode(), "audio/amr"),
    ],
)
def test_t74_tags_of_recordings_are_gone(extension, content, content_type):
    assert SECRET.encode() in content
    file = accepted(f"录音.{extension}", content)
    assert (file.kind, file.content_type, file.notes) == (FileKind.AUDIO, content_type, ())
    assert SECRET.encode() not in file.content
    again = accepted(f"录音.{extension}", file.content)
    assert again.content == file.content


def test_t74_the_sound_of_a_recording_stays_at_its_place():
    content = samples.m4a()
    clean = accepted("a.m4a", content).content
    assert len(clean) == len(content)
    assert clean.index(b"\5sound") == content.index(b"\5sound")
    assert b"\xe1" not in clean
    assert accepted("a.mp3", samples.mp3(7)).content == (b"\xff\xfb\x90\x00" + b"\0" * 413) * 7
    assert accepted("a.wav", samples.wav()).content.endswith(samples.riff(b"data", b"\1\2" * 50))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_t74_texts_come_out_as_utf8(encoding):
    file = accepted("经过.txt", "5月8日，食堂门口。\r\n张三".encode(encoding))
    assert file.content.decode() == "5月8日，食堂门口。\r\n张三"
    assert file.content_type == "text/plain; charset=utf-8"


# --- Originals as evidence ---


@pytest.mark.parametrize(("name", "content"), samples.HONEST.items(), ids=samples.HONEST)
def test_t74_an_original_stays_as_it_is_when_asked_for(name, content):
    file = accepted(name, content, keep_original=True)
    assert (file.name, file.content, file.notes) == (name, content, (KEPT,))


def test_t74_an_original_is_called_what_it_is():
    file = accepted("a.png", samples.photograph("HEIF"), keep_original=True)
    assert (file.name, file.content_type) == ("a.heic", "image/heic")
    text = accepted("a.txt", "食堂".encode("gb18030"), keep_original=True)
    assert text.content_type == "text/plain; charset=gb18030"


REMOTE = samples.office(
    "docx", {"word/_rels/settings.xml.rels": relationships(("attachedTemplate", "http://example.com/a.dotm", True))}
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", samples.pdf(add_script)),
        ("a.docx", REMOTE),
        ("a.pdf", samples.pdf() + samples.office("docx")),
        ("a.jpg", samples.photograph("JPEG") + samples.office("docx")),
    ],
    ids=["script", "remote template", "pdf and archive", "picture and archive"],
)
def test_t76_an_original_that_runs_something_is_not_kept_but_cleaned(name, content):
    assert "请不要选择保留原件" in refusal(name, content, keep_original=True)
    assert accepted(name, content)
