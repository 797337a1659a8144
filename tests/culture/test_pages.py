"""企业文化 through HTTP and the editor's form: achievements, galleries and their consent."""

import io
import json
from datetime import date
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.test.utils.form_data import streamfield

from tests.editing import errors_of, is_submitted, save_draft, submit
from tests.factories import (
    AchievementPageFactory,
    GalleryPageFactory,
    ImageFactory,
    NewsPageFactory,
    picture_block,
    picture_bytes,
    story,
)
from unionsite.core.models import SiteMedia

pytestmark = pytest.mark.django_db


def main_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("kind", "label"),
    [("innovation", "创新成果"), ("honour", "先进典型"), ("works", "职工作品"), ("brand", "文化品牌")],
)
def test_an_achievement_of_each_kind(client, tree, kind, label):
    page = AchievementPageFactory(parent=tree.culture, kind=kind, achieved_on=date(2026, 3, 1), holder="刀具小组")
    html = main_of(client, page.url)
    for text in (label, "刀具小组", "2026-03-01"):
        assert text in html
    assert label in main_of(client, f"/culture/?kind={kind}")


def test_an_achievement_needs_kind_holder_and_day(admin_client, tree):
    page = AchievementPageFactory(parent=tree.culture, live=False)
    assert set(errors_of(submit(admin_client, page, kind="", holder="", achieved_on=""))) == {
        "kind", "holder", "achieved_on",
    }  # fmt: skip


@pytest.fixture
def picture():
    return ImageFactory(file=ImageFile(io.BytesIO(picture_bytes((1600, 1000))), name="meeting.jpg"))


@pytest.fixture
def gallery(tree, picture):
    blocks = [picture_block(picture, f"p{number}", f"第{number}张<图>") for number in (1, 2, 3)]
    return GalleryPageFactory(
        parent=tree.culture, pictures=json.dumps(blocks), place="职工之家", consent_note="内部记录：王某口头同意"
    )


def test_a_gallery_shows_its_pictures(client, gallery, picture):
    html = main_of(client, gallery.url)
    assert html.count("<figcaption>第") == 3
    assert "第2张&lt;图&gt;" in html
    assert html.count('alt="班组在开班前会"') == 3
    full = picture.get_rendition("format-webp|width-1440")
    assert html.count(f'<a href="{full.url}">') == 3
    assert "职工之家" in html
    assert "data-gallery" in html
    # The size keeps the page from jumping.
    assert html.count(' width="') >= 3


def test_a_list_marks_albums_with_their_number_and_shows_a_picture_of_each(client, tree, gallery, picture):
    AchievementPageFactory(parent=tree.culture, title="没有图的成果", summary="一句话的摘要")
    html = main_of(client, "/culture/")
    album = html[: html.index(f'href="{gallery.url}"')].rpartition("<li")[2]
    assert "3张" in album
    # It has no cover: its first picture stands for it.
    assert picture.get_rendition("format-webp|fill-720x480").url in album
    other = html[: html.index(">没有图的成果</a>")].rpartition("<li")[2]
    assert "<img" not in other
    assert "一句话的摘要" in other
    assert "张<" not in other


def test_a_swiped_album_says_the_place_of_each_picture_without_a_script(client, gallery):
    html = main_of(client, gallery.url)
    assert [f"{number} / 3</span>" in html for number in (1, 2, 3)] == [True] * 3
    # What is seen first comes at once, the others when they are needed.
    assert html.count('loading="lazy"') == 2


def test_the_consent_note_stays_inside(client, gallery):
    for address in (gallery.url, "/culture/", "/", "/search/?q=内部记录", "/culture/feed/", f"/en{gallery.url}"):
        assert "王某" not in client.get(address).content.decode()


def gallery_form(picture) -> dict:
    value = {"image": picture.pk, "alt_text": "班前会", "decorative": ""}
    return {"pictures": streamfield([("picture", {"picture": value, "caption": "班前会"})])}


def test_is_refused_without_consent(admin_client, tree, picture):
    page = GalleryPageFactory(parent=tree.culture, live=False, portrait_consent=False)
    response = submit(admin_client, page, **gallery_form(picture))
    assert errors_of(response) == {"portrait_consent": ["请确认已取得图中人员的同意后再发布。"]}
    assert submit(admin_client, page, portrait_consent="on", **gallery_form(picture)).status_code == 302
    assert is_submitted(page)


def test_consent_may_come_after_the_draft(admin_client, tree, picture):
    page = GalleryPageFactory(parent=tree.culture, live=False, portrait_consent=False)
    assert save_draft(admin_client, page, **gallery_form(picture)).status_code == 302
    page.refresh_from_db()
    assert len(page.get_latest_revision_as_object().pictures) == 1


def test_a_gallery_needs_a_picture_and_each_picture_its_words(admin_client, tree, picture):
    page = GalleryPageFactory(parent=tree.culture, live=False)
    assert "pictures" in errors_of(submit(admin_client, page))
    silent = {"image": picture.pk, "alt_text": "", "decorative": ""}
    refused = submit(admin_client, page, pictures=streamfield([("picture", {"picture": silent, "caption": "班前会"})]))
    assert "pictures" in errors_of(refused)


@pytest.fixture
def video():
    return SiteMedia.objects.create(
        title="春日<排练>",
        type="video",
        duration=12,
        file=ContentFile(b"video", name="spring.mp4"),
        thumbnail=ContentFile(picture_bytes(), name="spring.jpg"),
        captions=ContentFile(b"WEBVTT", name="zh.vtt"),
        captions_en=ContentFile(b"WEBVTT", name="en.vtt"),
    )


def test_a_video_comes_with_poster_and_captions_and_loads_nothing_by_itself(client, tree, video):
    body = story(("video", {"video": video.pk, "caption": "职工合唱团排练"}))
    html = unescape(main_of(client, NewsPageFactory(parent=tree.news, body=body).url))
    tag = html[html.index("<video") : html.index("</video>")]
    assert 'preload="none"' in tag
    assert "controls" in tag
    assert f'poster="{video.thumbnail.url}"' in tag
    assert f'<source src="{video.file.url}" type="video/mp4">' in tag
    assert f'<track kind="captions" src="{video.captions.url}" srclang="zh" label="中文" default>' in tag
    assert f'<track kind="captions" src="{video.captions_en.url}" srclang="en" label="English">' in tag
    assert "下载视频" in tag
    assert "<figcaption>职工合唱团排练</figcaption>" in html


def test_a_deleted_video_leaves_no_hole(client, tree, video):
    body = story(("video", {"video": video.pk, "caption": "排练"}), ("paragraph", "<p>下文</p>"))
    # What the public sees keeps its files; an import may still name one that is gone.
    video.delete()
    page = NewsPageFactory(parent=tree.news, body=body)
    html = main_of(client, page.url)
    assert "<video" not in html
    assert "下文" in html
