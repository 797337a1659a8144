"""Files of every kind that say who made them, when and where: SECRET stands wherever such things are kept."""

import io
import struct
import zipfile
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from interact.attachments.checking import CleanFile, clean_files

SECRET = "Zhang-San-3112-12127"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def judged(name: str, content: bytes, **options) -> tuple[list[CleanFile], list[str]]:
    return clean_files([upload(name, content)], **options)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """`name` as it was sent: Django takes a path off, and nothing else."""
    return SimpleUploadedFile(name, content, content_type="text/html")


def accepted(name: str, content: bytes, **options) -> CleanFile:
    files, problems = judged(name, content, **options)
    assert problems == []
    return files[0]


def refusal(name: str, content: bytes, **options) -> str:
    files, problems = judged(name, content, **options)
    assert files == []
    (problem,) = problems
    return problem


# --- Pictures ---


def photograph(kind: str, size=(60, 40)) -> bytes:
    """Lying on its side, with place and remarks."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET
    exif[0x8825] = {1: "N", 2: (31.0, 12.0, 5.0), 3: "E", 4: (121.0, 27.0, 9.0), 29: "2026:05:08"}
    content = io.BytesIO()
    Image.new("RGB", size, "#b3242b").save(content, kind, exif=exif.tobytes())
    return content.getvalue()


def tells(content: bytes) -> bool:
    with Image.open(io.BytesIO(content)) as picture:
        return bool(dict(picture.getexif())) or SECRET.encode() in content or b"GPS" in content


def png_header(width: int, height: int) -> bytes:
    """A PNG of any size in a few bytes: only its beginning is there."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")


# --- PDF ---


def pdf(change=None, **options) -> bytes:
    """One page with author, XMP, a signed remark and a photograph that knows its place. `change(pdf)` adds to it."""
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(200, 200)).obj
        document.trailer.Info = document.make_indirect(Dictionary(Author=SECRET, Creator=SECRET, CreationDate="D:2026"))
        xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- {SECRET} --></x:xmpmeta>'.encode()
        for holder in (document.Root, page):
            holder.Metadata = Stream(document, xmp, Type=Name.Metadata, Subtype=Name.XML)
        page.PieceInfo = Dictionary(Maker=Dictionary(LastModified=String("D:2026"), Private=String(SECRET)))
        page.Annots = Array(
            [
                Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), T=SECRET, Contents="看这里"),
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=link("https://example.com/")
                ),
            ]
        )
        picture = Stream(document, b"")
        picture.write(photograph("JPEG"), filter=Name.DCTDecode)
        picture.Type, picture.Subtype, picture.Width, picture.Height = Name.XObject, Name.Image, 60, 40
        picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
        page.Resources = Dictionary(XObject=Dictionary(Im0=picture))
        if change:
            change(document)
        content = io.BytesIO()
        document.save(content, fix_metadata_version=False, **options)
    return content.getvalue()


def link(address: str) -> Dictionary:
    return Dictionary(S=Name.URI, URI=String(address))


def plain(content: bytes) -> bytes:
    """Every object and stream of a PDF unpacked."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def object_bomb(megabytes: int) -> bytes:
    """A PDF whose list of objects unfolds a thousand times."""
    packer = zlib.compressobj(9)
    first = b"1 0 2 40 "
    packed = packer.compress(first + b"<< /Type /Catalog /Pages 2 0 R >>".ljust(40))
    packed += b"".join(packer.compress(b" " * 1_000_000) for _number in range(megabytes)) + packer.flush()
    body = b"%PDF-1.5\n"
    objects = len(body)
    body += b"5 0 obj\n<< /Type /ObjStm /N 2 /First %d /Filter /FlateDecode /Length %d >>\nstream\n" % (
        len(first),
        len(packed),
    )
    body += packed + b"\nendstream\nendobj\n"
    places = len(body)
    rows = [(0, 0, 65535), (2, 5, 0), (2, 5, 1), (0, 0, 0), (0, 0, 0), (1, objects, 0), (1, places, 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    body += b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n" % len(table)
    return body + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % places


# --- Office ---

MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml"),
}


def archive(parts: dict[str, str | bytes], **options) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, **options) as file:
        for name, part in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 5, 8, 10, 11, 12)), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def relationships(*rows: tuple[str, str, bool]) -> str:
    """(kind, target, whether it lies elsewhere)"""
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if is_external else "/>")
        for number, (kind, target, is_external) in enumerate(rows, start=1)
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def office(extension: str, parts: dict[str, str | bytes] | None = None, types: str = "") -> bytes:
    """The least document with creator, company, own properties and thumbnail; `parts` add to it or replace."""
    main, kind = MAIN[extension]
    namespace = "application/vnd.openxmlformats-officedocument."
    everything = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{namespace}{kind}"/>'
        f'<Override PartName="/docProps/custom.xml" ContentType="{namespace}custom-properties+xml"/>{types}</Types>',
        "_rels/.rels": relationships(
            ("officeDocument", main, False),
            ("extended-properties", "docProps/app.xml", False),
            ("custom-properties", "docProps/custom.xml", False),
            ("thumbnail", "docProps/thumbnail.jpeg", False),
        ),
        main: f'{XML}<w:document xmlns:w="{WORD}"><w:body/></w:document>',
        "docProps/core.xml": f"{XML}<coreProperties><creator>{SECRET}</creator></coreProperties>",
        "docProps/app.xml": f"{XML}<Properties><Company>{SECRET}</Company></Properties>",
        "docProps/custom.xml": f"{XML}<Properties><property>{SECRET}</property></Properties>",
        "docProps/thumbnail.jpeg": photograph("JPEG"),
    }
    return archive(everything | (parts or {}))


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        return {info.filename: file.read(info) for info in file.infolist()}


# --- Recordings ---


def mp3(frames: int = 5) -> bytes:
    """Silence of 128 kbit/s between tags of both kinds."""
    text = b"\0" + SECRET.encode()
    tag = b"TPE1" + struct.pack(">IH", len(text), 0) + text + b"\0" * 40
    size = bytes([0, 0, len(tag) >> 7, len(tag) & 127])
    frame = b"\xff\xfb\x90\x00" + b"\0" * 413
    return b"ID3\x04\0\0" + size + tag + frame * frames + (b"TAG" + SECRET.encode()).ljust(128, b"\0")


def wav(*chunks: bytes) -> bytes:
    body = riff(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16))
    body += riff(b"LIST", b"INFOIART" + SECRET.encode()) + riff(b"data", b"\1\2" * 50) + riff(b"id3 ", SECRET.encode())
    return struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WAVE") + body


def riff(kind: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(content)) + content + b"\0" * (len(content) % 2)


def box(kind: bytes, *inner: bytes) -> bytes:
    content = b"".join(inner)
    return struct.pack(">I4s", len(content) + 8, kind) + content


def m4a(handler: bytes = b"soun") -> bytes:
    secret = SECRET.encode()
    head = box(b"hdlr", bytes(8), handler, bytes(12), secret + b"\0")
    track = box(b"trak", box(b"mdia", box(b"mdhd", bytes(4), b"\xe1" * 8, bytes(8)), head), box(b"udta", secret))
    moov = box(
        b"moov", box(b"mvhd", bytes(4), b"\xe1" * 8, bytes(88)), track, box(b"meta", secret), box(b"udta", secret)
    )
    return (
        box(b"ftyp", b"M4A \0\0\0\0mp42")
        + moov
        + box(b"free", secret)
        + box(b"mdat", b"\5sound" * 9)
        + box(b"XTRA", secret)
    )


def amr(frames: int = 9) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + b"\0" * 31) * frames


# --- Everything together ---

HONEST = {
    "现场.jpg": photograph("JPEG"),
    "现场.png": photograph("PNG"),
    "现场.webp": photograph("WEBP"),
    "现场.heic": photograph("HEIF"),
    "合同.pdf": pdf(),
    "说明.docx": office("docx"),
    "工资.xlsx": office("xlsx"),
    "汇报.pptx": office("pptx"),
    "录音.mp3": mp3(),
    "录音.m4a": m4a(),
    "录音.wav": wav(),
    "录音.amr": amr(),
    "经过.txt": "5月8日，食堂门口。".encode(),
}
