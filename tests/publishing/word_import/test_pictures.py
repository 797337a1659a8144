"""Pictures go through the site's own way in: written anew, each once, alt text asked for."""

import pytest
from django.db import DatabaseError, connection
from PIL import Image

from culture.models import GalleryPage
from tests import word_documents as word
from tests.factories import picture_bytes
from tests.publishing.word_import.importing import blocks, imported, notes, places
from unionsite.core.models import SiteImage

pytestmark = pytest.mark.once

LOCATION = Image.Exif()
LOCATION[0x010E] = "secret place"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def take(tree, author):
    def take(*body, **options):
        return imported(word.docx(*body, **options), parent=tree.news, user=author)

    return take


def test_a_picture_is_stored_clean_with_its_caption_and_asks_for_alt_text(take, author):
    result = take(
        word.p("座谈会现场如图。"),
        word.p(word.picture("one", "图片 1")),
        word.p("图1 座谈会现场", align="center"),
        media={"one.jpeg": picture_bytes(exif=LOCATION)},
    )

    image = SiteImage.objects.get()
    assert blocks(result)[1] == (
        "picture",
        {"picture": {"image": image.pk, "alt_text": "", "decorative": False}, "caption": "图1 座谈会现场"},
    )
    with image.file.open() as stored:
        assert b"secret place" not in stored.read()
    assert (image.uploaded_by_user, image.title, image.width) == (author, "图1 座谈会现场", 64)
    assert image.file_size == image.file.size
    assert image.file_hash
    assert places(result, "图片缺替代文字") == ["第1段“座谈会现场如图。”之后"]


@pytest.mark.parametrize(
    ("description", "kept"),
    [
        ("职工代表围坐在会议桌旁发言", "职工代表围坐在会议桌旁发言"),
        ("图片 1", ""),
        ("IMG_2024.jpg", ""),
        (r"C:\Users\a\微信图片_2024", ""),
        ("图片包含 人, 室内&#10;&#10;描述已自动生成", ""),
    ],
)
def test_only_descriptions_by_people_become_alt_text(take, description, kept):
    result = take(word.p(word.picture("one", description)), media={"one.png": picture_bytes(format="PNG")})

    assert blocks(result)[0][1]["picture"]["alt_text"] == kept


def test_a_picture_that_libreoffice_writes_twice_is_taken_once_with_its_description(take):
    new = word.picture("one", "职工在食堂门口排队").removeprefix("<w:r>").removesuffix("</w:r>")
    old = '<w:pict><v:shape><v:imagedata r:id="one"/></v:shape></w:pict>'
    both = f'<mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    result = take(word.p(f"<w:r>{both}</mc:AlternateContent></w:r>"), media={"one.jpeg": picture_bytes()})

    ((_kind, value),) = blocks(result)
    assert value["picture"]["alt_text"] == "职工在食堂门口排队"


def test_the_same_picture_twice_is_stored_once(take):
    result = take(
        word.p(word.picture("one")),
        word.p("正文。"),
        word.p(word.picture("one")),
        media={"one.png": picture_bytes(format="PNG")},
    )

    assert [kind for kind, _value in blocks(result)] == ["picture", "paragraph", "picture"]
    assert SiteImage.objects.count() == 1


def test_pictures_in_old_markup_are_found(take):
    result = take(
        word.p('<w:r><w:pict><v:shape><v:imagedata r:id="one"/></v:shape></w:pict></w:r>'),
        media={"one.png": picture_bytes(format="PNG")},
    )

    assert [kind for kind, _value in blocks(result)] == ["picture"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("one.emf", b"\x01\x00\x00\x00" + bytes(100), "EMF格式的图片没有导入"),
        ("one.wmf", b"\xd7\xcd\xc6\x9a" + bytes(100), "WMF格式的图片没有导入"),
        ("one.png", b"no picture at all", "图片已损坏，或不是支持的格式"),
        ("one.jpeg", picture_bytes(size=(400, 400))[:-300], "这张图片已损坏"),
        ("one.png", word.huge_png(20_000, 10_000), "超过上限5000万像素"),
    ],
)
def test_pictures_that_cannot_be_taken_are_dropped_with_the_reason(take, name, content, words):
    result = take(word.p("正文。", word.picture("one")), media={name: content})

    assert blocks(result) == [("paragraph", "<p>正文。</p>")]
    assert not SiteImage.objects.exists()
    assert any(words in text for text in notes(result, "dropped")), notes(result)


def test_pictures_in_a_table_of_pictures_come_with_their_captions(take):
    result = take(
        word.p("正文。"),
        word.table(
            word.row(word.cell(word.p(word.picture("one"))), word.cell(word.p(word.picture("two")))),
            word.row("上午的会场", "下午的会场"),
        ),
        media={"one.png": picture_bytes(format="PNG"), "two.png": picture_bytes(format="PNG", colour="blue")},
    )

    assert [kind for kind, _value in blocks(result)] == ["paragraph", "picture", "picture", "paragraph"]
    assert SiteImage.objects.count() == 2


def test_a_gallery_gets_its_pictures_where_it_shows_them(tree, author):
    result = imported(
        word.docx(word.p("歌咏比赛。"), word.p(word.picture("one")), media={"one.png": picture_bytes(format="PNG")}),
        parent=tree.culture,
        user=author,
        model=GalleryPage,
    )

    assert [block["type"] for block in result.page.pictures.raw_data] == ["picture"]
    assert [kind for kind, _value in blocks(result)] == ["paragraph"]


def test_a_failure_leaves_neither_rows_nor_files(tree, author, tmp_path):
    """The last statement of all fails, when page and pictures are long stored."""
    content = word.docx(word.p("正文。", word.picture("one")), media={"one.png": picture_bytes(format="PNG")})
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE publishing_wordimport")

    with pytest.raises(DatabaseError):
        imported(content, parent=tree.news, user=author)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not SiteImage.objects.exists()
    assert not tree.news.get_children().exists()
