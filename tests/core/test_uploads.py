"""Files on their way in, by every door: what is broken or not what it says is refused with a Chinese message beside the
field, and nothing of it is stored (T76, T77); what a phone writes into its pictures never reaches the site (T74)."""

import io
import re
import resource
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from PIL import Image
from wagtail.models import Collection, UploadedFile

from tests.factories import ImageFactory, picture_bytes
from unionsite.core.models import SiteDocument, SiteImage, SiteMedia
from unionsite.core.uploads import reencode_picture

pytestmark = pytest.mark.once

CHINESE = re.compile("[\u4e00-\u9fff]{4}")
SECRET = b"3112-HIDDEN-PLACE-12127"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def media_folder(settings, tmp_path):
    """Uploads of each test in a folder of their own, so that a test can count them."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def stored(folder) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def png_header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG of any size in a few bytes: only its beginning is there."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 100_000)) + chunk(b"IEND", b"")


def animation(frames: int, size=(20, 20)) -> bytes:
    content = io.BytesIO()
    first, *others = [Image.new("RGB", size, (number * 4, 90, 200)) for number in range(frames)]
    first.save(content, "GIF", save_all=True, append_images=others, duration=80)
    return content.getvalue()


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def noise(size=(300, 300)) -> bytes:
    content = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(content, "JPEG", quality=95)
    return content.getvalue()


def office(folder: str = "word/") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}document.xml", "<w/>")
    return content.getvalue()


def workbook() -> bytes:
    content = io.BytesIO()
    Workbook().save(content)
    return content.getvalue()


def plain_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("index.html", HTML)
    return content.getvalue()


# --- The doors ---


def root() -> int:
    return Collection.get_first_root_node().pk


def by_form(client, app: str, file):
    """The form for one file; its message stands in the page."""
    response = client.post(reverse(f"{app}:add"), {"title": "标题", "file": file, "collection": root()})
    return response.status_code == 302, response


def by_many(client, app: str, file):
    """Several at once; the message comes as JSON and is shown beside the file's name."""
    data = {"title": file.name, "files[]": file, "collection": root()}
    response = client.post(reverse(f"{app}:add_multiple"), data)
    return response.json()["success"], response


def by_chooser(client, app: str, file):
    """From within a page's form."""
    prefix = "image" if app == "wagtailimages" else "document"
    names = {
        f"{prefix}-chooser-upload-title": "标题",
        f"{prefix}-chooser-upload-file": file,
        f"{prefix}-chooser-upload-collection": root(),
    }
    response = client.post(reverse(f"{app}_chooser:create"), names)
    return response.json()["step"] in ("chosen", "select_format"), response


def message(response) -> str:
    """What stands beside the field."""
    if response["Content-Type"].startswith("application/json"):
        answer = response.json()
        html = answer.get("error_message") or answer.get("htmlFragment", "")
    else:
        html = response.content.decode()
    found = re.findall(r'class="error-message"[^>]*>(.*?)</p>', html, re.S)
    return " ".join(found) if found else html


DOORS = pytest.mark.parametrize("door", [by_form, by_many, by_chooser], ids=lambda door: door.__name__)

BROKEN_PICTURES = {
    "corrupt.jpg": b"\xff\xd8\xff\xe0 these are no pixels" * 20,
    "truncated.jpg": noise()[:9000],
    "truncated.png": png_header(400, 400),
    "truncated.webp": picture_bytes((200, 200), "WEBP", lossless=True)[:-20],
    "broken.gif": half(animation(4, (100, 100))) + b"\xff" * 200,
    "cut.gif": animation(9, (200, 200))[:300],
    "drawing.svg": SVG,
    "drawing.png": SVG,
    "page.jpg": HTML,
    "empty.jpg": b"",
    "program.png": b"MZ" + b"\x00" * 3000,
    "hundred-megapixels.png": png_header(10_000, 10_000),
    "many-frames.gif": animation(60, (1000, 1000)),
    "wrong-name.png": picture_bytes(),
    "scan.tiff": picture_bytes(format="TIFF"),
    "icon.bmp": picture_bytes(format="BMP"),
}
BROKEN_DOCUMENTS = {
    "page.pdf": HTML,
    "page.html": HTML,
    "drawing.svg": SVG,
    "page.txt": HTML,
    "binary.txt": b"MZ\x00\x01" * 50,
    "drawing.txt": b"\xef\xbb\xbf" + SVG,
    "letter.docx": b"this is no zip" * 40,
    "cut.docx": office()[:-30],
    "zip.docx": plain_zip(),
    "renamed.docx": workbook(),
    "old.doc": office(),
    "book.xls": HTML,
    "empty.pdf": b"",
    "report.pdf.exe": PDF,
    "program.exe": b"MZ" + b"\x00" * 3000,
    "noextension": PDF,
}


@pytest.mark.django_db
@DOORS
@pytest.mark.parametrize(
    ("app", "name", "content"),
    [
        *[("wagtailimages", name, content) for name, content in BROKEN_PICTURES.items()],
        *[("wagtaildocs", name, content) for name, content in BROKEN_DOCUMENTS.items()],
    ],
)
def test_a_bad_file_is_refused(admin_client, media_folder, door, app, name, content):
    accepted, response = door(admin_client, app, SimpleUploadedFile(name, content))
    assert not accepted
    assert CHINESE.search(message(response))
    assert not any(model.objects.exists() for model in (SiteImage, SiteDocument, UploadedFile))
    assert stored(media_folder) == []


@pytest.mark.django_db
def test_the_message_stands_beside_the_field_and_what_was_typed_is_kept(admin_client):
    file = SimpleUploadedFile("a.png", png_header(10_000, 10_000))
    data = {"title": "我写的标题", "credit": "宣传干事", "file": file, "collection": root()}
    response = admin_client.post(reverse("wagtailimages:add"), data)
    assert list(response.context["form"].errors) == ["file"]
    html = response.content.decode()
    assert "我写的标题" in html
    assert "宣传干事" in html


@pytest.mark.django_db
def test_a_picture_of_a_thousand_megapixels_costs_no_memory(admin_client):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    by_form(admin_client, "wagtailimages", SimpleUploadedFile("bomb.png", png_header(32_000, 32_000)))
    with pytest.raises(ValidationError, match="万像素"):
        reencode_picture(io.BytesIO(png_header(32_000, 32_000, depth=16, colour=6)), "bomb.png")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 80 * 1024


@pytest.mark.django_db
def test_a_picture_at_the_limit_is_taken_and_one_above_it_is_not(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100 * 100
    assert reencode_picture(io.BytesIO(picture_bytes((100, 100))), "a.jpg").size
    with pytest.raises(ValidationError, match="超过上限"):
        reencode_picture(io.BytesIO(picture_bytes((100, 101))), "a.jpg")


# --- What may come in ---

GOOD_PICTURES = {
    "photo.jpg": (picture_bytes(), "JPEG"),
    "photo.JPEG": (picture_bytes(), "JPEG"),
    "plan.png": (picture_bytes(format="PNG"), "PNG"),
    "photo.webp": (picture_bytes(format="WEBP"), "WEBP"),
    "photo.avif": (picture_bytes(format="AVIF"), "AVIF"),
    "photo.heic": (picture_bytes(format="HEIF"), "JPEG"),
    "still.gif": (picture_bytes(format="GIF"), "GIF"),
    "moving.gif": (animation(5), "GIF"),
    "中文名字.jpg": (picture_bytes(), "JPEG"),
}
GOOD_DOCUMENTS = {
    "规定.pdf": PDF,
    "letter.docx": office(),
    "book.xlsx": workbook(),
    "slides.pptx": office("ppt/"),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "notes.txt": "会议记录\n第一条".encode(),
    "notes-in-gbk.txt": "会议记录".encode("gbk"),
}


@pytest.mark.django_db
@DOORS
@pytest.mark.parametrize("name", GOOD_PICTURES)
def test_a_good_picture_is_taken(admin_client, door, name):
    content, kept = GOOD_PICTURES[name]
    accepted, _response = door(admin_client, "wagtailimages", SimpleUploadedFile(name, content))
    assert accepted
    image = SiteImage.objects.get()
    with Image.open(image.file.path) as picture:
        assert picture.format == kept
        assert picture.size == (image.width, image.height)
        assert getattr(picture, "n_frames", 1) == (5 if name == "moving.gif" else 1)
    assert image.file.name.endswith({"JPEG": (".jpg", ".jpeg")}.get(kept, f".{kept.lower()}"))
    assert image.file_size == Path(image.file.path).stat().st_size
    assert Path(image.get_rendition("format-webp|width-40").file.path).stat().st_size


@pytest.mark.django_db
@DOORS
@pytest.mark.parametrize("name", GOOD_DOCUMENTS)
def test_a_good_document_is_taken(admin_client, door, name):
    content = GOOD_DOCUMENTS[name]
    accepted, _response = door(admin_client, "wagtaildocs", SimpleUploadedFile(name, content))
    assert accepted
    document = SiteDocument.objects.get()
    assert document.file_size == len(content)
    response = admin_client.get(document.url)
    assert b"".join(response.streaming_content) == content
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline" if name.endswith(".pdf") else "attachment")


# --- What a phone writes into its pictures ---


def phone_picture(format: str, size=(60, 40)) -> bytes:
    """Lying on its side, with place, camera and remarks, and a picture hidden behind its end."""
    picture = Image.new("RGB", size, "#b3242b")
    # Red left, white right: upright, the red half is on top.
    picture.paste("#ffffff", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    exif[0x8825] = {1: "N", 2: (31.0, 12.0, 5.0), 3: "E", 4: (121.0, 27.0, 9.0), 29: "2026:05:08"}
    content = io.BytesIO()
    options = {"exif": exif.tobytes()}
    if format == "JPEG":
        options |= {"comment": SECRET, "xmp": b"<x>" + SECRET + b"</x>", "quality": 95}
    if format == "WEBP":
        options |= {"xmp": b"<x>" + SECRET + b"</x>"}
    picture.save(content, format, **options)
    return content.getvalue() + (SECRET if format in ("JPEG", "PNG") else b"")


def is_clean(content: bytes) -> bool:
    with Image.open(io.BytesIO(content)) as picture:
        exif = picture.getexif()
        return not (
            SECRET in content or b"GPS" in content or dict(exif) or exif.get_ifd(0x8825) or "xmp" in picture.info
        )


def by_code(_client, _app, file):
    SiteImage.objects.create(title="标题", file=ImageFile(ContentFile(file.read()), name=file.name))
    return True, None


def by_replacing(client, _app, file):
    image = ImageFactory()
    data = {"title": "标题", "file": file, "collection": root(), "focal_point_x": ""}
    return client.post(reverse("wagtailimages:edit", args=[image.pk]), data).status_code == 302, None


@pytest.mark.django_db
@pytest.mark.parametrize("door", [by_form, by_many, by_chooser, by_code, by_replacing], ids=lambda door: door.__name__)
@pytest.mark.parametrize(
    ("name", "format"),
    [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.heic", "HEIF"), ("a.avif", "AVIF")],
)
def test_place_and_camera_are_gone_and_the_picture_stands_upright(admin_client, media_folder, door, name, format):
    content = phone_picture(format)
    assert not is_clean(content)
    accepted, _response = door(admin_client, "wagtailimages", SimpleUploadedFile(name, content))
    assert accepted
    image = SiteImage.objects.get()
    assert (image.width, image.height) == (40, 60)
    image.get_renditions("format-webp|width-30", "format-avif|fill-30x30", "format-jpeg|width-30", "original")
    for path in media_folder.rglob("*.*"):
        assert is_clean(path.read_bytes()), path
    with Image.open(image.file.path) as picture:
        top, bottom = (picture.convert("RGB").getpixel((20, y)) for y in (10, 50))
    assert top[1] < 100 < bottom[1], "the red half is on top"


@pytest.mark.django_db
def test_several_pictures_at_once_come_in_clean_before_anything_is_typed(admin_client, media_folder):
    """With a required field unfilled Wagtail keeps the file aside; that copy must be clean as well."""
    file = SimpleUploadedFile("a.jpg", phone_picture("JPEG"))
    admin_client.post(reverse("wagtailimages:add_multiple"), {"title": "", "files[]": file, "collection": root()})
    assert stored(media_folder)
    for path in media_folder.rglob("*.*"):
        assert is_clean(path.read_bytes())


@pytest.mark.django_db
def test_code_cannot_store_a_broken_picture_either(media_folder):
    with pytest.raises(ValidationError):
        SiteImage(title="x", file=ImageFile(ContentFile(b"GIF89a no"), name="a.gif"), width=1, height=1).save()
    assert stored(media_folder) == []


@pytest.mark.parametrize(
    ("mode", "format", "options", "kept"),
    [
        ("RGBA", "PNG", {}, "RGBA"),
        ("P", "PNG", {"transparency": 0}, "P"),
        ("L", "JPEG", {}, "L"),
        ("CMYK", "JPEG", {}, "RGB"),
        ("I;16", "PNG", {}, "I;16"),
        ("LA", "PNG", {}, "LA"),
        ("RGBA", "WEBP", {"lossless": True}, "RGBA"),
    ],
)
def test_every_kind_of_colour_comes_through(mode, format, options, kept):
    content = io.BytesIO()
    Image.new(mode, (30, 20)).save(content, format, **options)
    clean = reencode_picture(content, f"a.{format.lower()}")
    with Image.open(clean) as picture:
        assert (picture.mode, picture.size) == (kept, (30, 20))
        assert ("transparency" in picture.info) == ("transparency" in options)


def test_the_colour_profile_stays():
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    clean = reencode_picture(io.BytesIO(picture_bytes(icc_profile=profile)), "a.jpg")
    with Image.open(clean) as picture:
        assert picture.info["icc_profile"] == profile


# --- Video and sound ---

VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 64
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\n春游路上\n".encode()


def add_media(client, kind="video", **files):
    names = {
        "file": ("a.mp4", VIDEO),
        "thumbnail": ("a.jpg", phone_picture("JPEG")),
        "captions": ("a.vtt", CAPTIONS),
    } | files
    data = {"title": "春游", "duration": "8", "collection": root()}
    data |= {name: SimpleUploadedFile(*file) for name, file in names.items() if file}
    return client.post(reverse("wagtailmedia:add", args=[kind]), data)


@pytest.mark.django_db
def test_a_video_with_poster_and_captions_is_taken_and_its_poster_is_clean(admin_client, media_folder):
    assert add_media(admin_client).status_code == 302
    media = SiteMedia.objects.get()
    assert is_clean(Path(media.thumbnail.path).read_bytes())
    assert Path(media.captions.path).read_bytes() == CAPTIONS
    assert len(stored(media_folder)) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "file"),
    [
        ("file", ("a.mp4", HTML)),
        ("file", ("a.webm", VIDEO)),
        ("file", ("a.html", HTML)),
        ("thumbnail", ("a.jpg", HTML)),
        ("thumbnail", ("a.svg", SVG)),
        ("thumbnail", ("a.html", HTML)),
        ("thumbnail", ("a.jpg", noise()[:9000])),
        ("thumbnail", ("a.png", png_header(10_000, 10_000))),
        ("thumbnail", None),
        ("captions", ("a.vtt", HTML)),
        ("captions", ("a.html", HTML)),
        ("captions_en", ("a.srt", CAPTIONS)),
    ],
)
def test_a_bad_video_is_refused(admin_client, media_folder, field, file):
    response = add_media(admin_client, **{field: file})
    assert list(response.context["form"].errors) == [field]
    assert CHINESE.search(str(response.context["form"].errors[field]))
    assert not SiteMedia.objects.exists()
    assert stored(media_folder) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content", "status"), [("a.mp3", b"ID3" + b"\x00" * 99, 302), ("a.mp3", HTML, 200)])
def test_sound_needs_no_poster_but_must_be_sound(admin_client, name, content, status):
    assert add_media(admin_client, "audio", file=(name, content), thumbnail=None, captions=None).status_code == status
