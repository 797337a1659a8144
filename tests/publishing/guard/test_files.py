"""Files, settings and addresses outside the workflow (T56 to T58, T60)."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from tests.factories import ImageFactory, NewsPageFactory, UserFactory, picture_bytes, picture_value, story
from tests.publishing.reviewing import approve, fresh, submit
from unionsite.audit.models import AuditEntry
from unionsite.core.models import SiteDocument, SiteImage, SiteMedia
from unionsite.core.refusals import Refused

pytestmark = [pytest.mark.once, pytest.mark.django_db]
PDF = b"%PDF-1.7\n"
MP4 = b"\x00\x00\x00\x18ftypisom" + b"\x00" * 64
# For each kind of file its addresses of editing and deleting, and another file.
KINDS = {
    "image": ("wagtailimages", "b.jpg", picture_bytes(colour="#000000")),
    "document": ("wagtaildocs", "b.pdf", PDF + b"other"),
    "video": ("wagtailmedia", "b.mp4", MP4 + b"other"),
}


@pytest.fixture
def document(db):
    document = SiteDocument(title="规定")
    document.file.save("rules.pdf", ContentFile(PDF), save=True)
    document.file.close()
    return document


@pytest.fixture
def image(db):
    return ImageFactory()


def video_named(name: str) -> SiteMedia:
    return SiteMedia.objects.create(
        title="春游路上",
        type="video",
        duration=8,
        file=ContentFile(MP4, name=f"{name}.mp4"),
        thumbnail=ContentFile(picture_bytes(), name=f"{name}.jpg"),
        captions=ContentFile(b"WEBVTT", name=f"{name}.vtt"),
    )


@pytest.fixture
def video(db):
    return video_named("spring")


@pytest.fixture
def piece(tree, editor, document, image, video):
    """A draft that links the document and shows the picture and the video."""
    text = f'<p>见<a linktype="document" id="{document.pk}">规定</a>。</p>'
    blocks = [("paragraph", text), ("picture", picture_value(image)), ("video", {"video": video.pk, "caption": ""})]
    page = NewsPageFactory(parent=tree.news, live=False, owner=editor, body=story(*blocks))
    page.save_revision(user=editor)
    return page


@pytest.fixture
def shown(piece, editor, first_reviewer, final_reviewer):
    return approve(approve(submit(piece, editor), first_reviewer), final_reviewer)


def fetch(client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        assert b"".join(response.streaming_content)
    return response.status_code


# --- T57: not public before its page is ---


def test_t57_a_new_document_is_not_public(client, document, piece):
    assert fetch(client, document.url) == 404


def test_t57_it_is_with_its_page_and_goes_with_it(client, document, shown, admin_user):
    assert fetch(client, document.url) == 200
    shown.unpublish(user=admin_user)
    assert fetch(client, document.url) == 404


def test_t57_a_closed_page_does_not_open_it(client, document, shown):
    PageViewRestriction.objects.create(page=shown, restriction_type=PageViewRestriction.LOGIN)
    assert fetch(client, document.url) == 404


def test_t57_whoever_may_read_the_closed_page_may_have_its_document(client, document, shown, tree):
    """The page demands two things; an employee who meets one of them has neither the page nor the document."""
    PageViewRestriction.objects.create(page=tree.news, restriction_type=PageViewRestriction.LOGIN)
    employee = UserFactory()
    client.force_login(employee)
    assert fetch(client, document.url) == 200
    group = Group.objects.create(name="内部读者")
    restriction = PageViewRestriction.objects.create(page=shown, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(group)
    assert fetch(client, document.url) == 404
    assert client.get(shown.url).status_code != 200
    group.user_set.add(employee)
    client.force_login(employee)
    assert fetch(client, document.url) == 200


@pytest.fixture
def closed(document, shown):
    """A collection for whoever is signed in, with the document of a public page."""
    collection = Collection.get_first_root_node().add_child(name="内部文件")
    SiteDocument.objects.filter(pk=document.pk).update(collection=collection)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


def test_t58_a_document_does_not_leave_a_closed_collection(client, document, closed, editor):
    assert fetch(client, document.url) == 302
    client.force_login(editor)
    where = {"collection": Collection.get_first_root_node().pk}
    client.post(reverse("wagtaildocs:edit", args=[document.pk]), {"title": document.title, "tags": "", **where})
    bulk = reverse("wagtail_bulk_action", args=["core", "sitedocument", "add_to_collection"])
    client.post(f"{bulk}?id={document.pk}&next=/admin/", where)
    client.logout()
    assert fetch(client, document.url) == 302


@pytest.mark.parametrize("how", ["none", "password"])
def test_t58_nor_is_the_collection_opened(client, document, closed, admin_client, how):
    address = reverse("wagtailadmin_collections:set_privacy", args=[closed.pk])
    admin_client.post(address, {"restriction_type": how, "password": "spring"})
    assert CollectionViewRestriction.objects.get(collection=closed).restriction_type == "login"
    assert fetch(client, document.url) == 302


def test_what_nobody_reads_yet_leaves_a_closed_collection(document, piece):
    collection = Collection.get_first_root_node().add_child(name="内部文件")
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    SiteDocument.objects.filter(pk=document.pk).update(collection=collection)
    document.refresh_from_db()
    document.collection = Collection.get_first_root_node()
    document.save()
    restriction.delete()
    assert not document.collection.get_view_restrictions()


def test_t57_staff_see_it_on_its_way(client, document, piece, editor):
    client.force_login(editor)
    assert fetch(client, document.url) == 200


def test_t57_names_of_pictures_cannot_be_guessed(image):
    one, other = image, ImageFactory()
    assert one.file.name != other.file.name
    stem = one.file.name.rpartition("/")[2]
    assert len(stem.partition("-")[0]) == 16
    assert one.get_rendition("width-40").file.name.rpartition("/")[2].startswith(stem.partition("-")[0])


def test_t57_nor_can_those_of_videos(video):
    other = video_named("spring")
    for field, folder, name in (
        ("file", "media", "spring.mp4"),
        ("thumbnail", "media_thumbnails", "spring.jpg"),
        ("captions", "media_captions", "spring.vtt"),
    ):
        stored = getattr(video, field).name
        assert re.fullmatch(rf"{folder}/[0-9a-f]{{16}}-{name}", stored)
        assert stored != getattr(other, field).name


# --- T56: what is public keeps its file ---


@pytest.fixture
def records(image, document, video):
    return {"image": image, "document": document, "video": video}


def replace(client, record, app: str, **files) -> str:
    address = reverse(f"{app}:edit", args=[record.pk])
    data = {"title": record.title, "collection": record.collection_id, "tags": "", "duration": "8"}
    return client.post(address, data | files).content.decode()


@pytest.mark.parametrize("role", ["编辑", "系统管理员", "超级管理员"])
@pytest.mark.parametrize("kind", KINDS)
def test_t56_a_file_in_use_is_not_replaced(client, everybody, shown, records, role, kind):
    client.force_login(everybody[role])
    (app, name, content), record = KINDS[kind], records[kind]
    before = record.file.name
    html = replace(client, record, app, file=SimpleUploadedFile(name, content))
    record.refresh_from_db()
    assert record.file.name == before
    assert "不能替换" in html


@pytest.mark.parametrize(
    ("field", "name", "content"),
    [
        ("thumbnail", "b.jpg", picture_bytes(colour="#000000")),
        ("captions", "b.vtt", b"WEBVTT\n\nother"),
        ("captions_en", "b.vtt", b"WEBVTT"),
    ],
)
def test_t56_nor_are_poster_and_captions_of_a_video(client, administrator, shown, video, field, name, content):
    client.force_login(administrator)
    before = getattr(video, field).name
    html = replace(client, video, "wagtailmedia", **{field: SimpleUploadedFile(name, content)})
    video.refresh_from_db()
    assert getattr(video, field).name == before
    assert "不能替换" in html
    setattr(video, field, ContentFile(content, name=name))
    with pytest.raises(Refused, match="不能替换"):
        video.save()


def test_those_of_a_video_that_nobody_shows_may_be(client, administrator, video):
    client.force_login(administrator)
    replace(client, video, "wagtailmedia", captions=SimpleUploadedFile("b.vtt", b"WEBVTT\n\nother"))
    video.refresh_from_db()
    assert video.captions.name.endswith("b.vtt")


@pytest.mark.parametrize("role", ["编辑", "系统管理员", "超级管理员"])
@pytest.mark.parametrize("kind", KINDS)
def test_t56_nor_deleted(client, everybody, shown, records, role, kind):
    client.force_login(everybody[role])
    record = records[kind]
    client.post(reverse(f"{KINDS[kind][0]}:delete", args=[record.pk]))
    assert type(record).objects.filter(pk=record.pk).exists()


def test_t56_not_by_code_either(shown, image, video):
    image.file = ContentFile(picture_bytes(colour="#000000"), name="other.jpg")
    with pytest.raises(Refused, match="不能替换"):
        image.save()
    with pytest.raises(Refused, match="不能删除"), transaction.atomic():
        SiteImage.objects.get(pk=image.pk).delete()
    video.file = ContentFile(MP4, name="other.mp4")
    with pytest.raises(Refused, match="不能替换"):
        video.save()
    with pytest.raises(Refused, match="不能删除"):
        SiteMedia.objects.get(pk=video.pk).delete()


# What readers see beside the file; of a picture in the form's words.
WORDS = {
    "image": {"title": "换个名字", "description": "换个说明", "credit": "别人"},
    "document": {"title": "换个名字"},
    "video": {"title": "换个名字", "duration": "9"},
}
CROP = {"focal_point_x": "3", "focal_point_y": "4", "focal_point_width": "5", "focal_point_height": "6"}


def values(record) -> dict:
    return type(record).objects.filter(pk=record.pk).values(*record.shown_fields).get()


@pytest.mark.parametrize("role", ["编辑", "系统管理员", "超级管理员"])
@pytest.mark.parametrize("kind", KINDS)
def test_t56_what_stands_beside_a_file_in_use_does_not_change(client, everybody, shown, records, role, kind):
    client.force_login(everybody[role])
    record, before = records[kind], values(records[kind])
    html = replace(client, record, KINDS[kind][0], **WORDS[kind])
    assert values(record) == before
    assert html.count("不能改动") == len(WORDS[kind])
    assert WORDS[kind]["title"] in html, "what was typed stays in the form"


def test_t56_nor_does_the_crop_of_a_picture(client, administrator, shown, image):
    client.force_login(administrator)
    html = replace(client, image, "wagtailimages", **CROP)
    assert values(image)["focal_point_x"] is None
    assert html.count("不能改动裁剪的焦点") == 1


def test_t56_readers_go_on_seeing_the_name_that_was_released(client, everybody, tree, document, image, video):
    """A file without a name of its own in the piece, on the page, on its English alias and in the search."""
    blocks = [("attachments", [{"document": document.pk, "title": ""}])]
    page = NewsPageFactory(parent=tree.news, live=False, body=story(*blocks), cover=image, cover_alt="一张图")
    page.save_revision(user=everybody["编辑"])
    CreatePageAliasAction(page, parent=tree.en_news, update_locale=tree.en.locale).execute(skip_permission_checks=True)
    page = approve(approve(submit(page, everybody["编辑"]), everybody["初审"]), everybody["终审"])
    client.force_login(everybody["编辑"])
    replace(client, document, "wagtaildocs", title="假名")
    client.logout()
    for address in (page.url, f"/en{page.url}", "/search/?q=规定"):
        html = client.get(address).content.decode()
        assert "规定" in re.sub("</?mark>", "", html), address
        assert "假名" not in html, address


@pytest.mark.parametrize("stage", ["初审", "终审", "等候发布"])
def test_t56_what_reviewers_saw_does_not_change_before_it_is_public(client, everybody, piece, records, stage):
    editor, administrator = everybody["编辑"], everybody["系统管理员"]
    if stage == "等候发布":
        piece.go_live_at = timezone.now() + timedelta(days=1)
        piece.save()
    submit(piece, editor)
    if stage != "初审":
        approve(piece, everybody["初审"])
    if stage == "等候发布":
        approve(piece, everybody["终审"])
    client.force_login(administrator)
    for kind, (app, name, content) in KINDS.items():
        record, before = records[kind], values(records[kind])
        html = replace(client, record, app, **WORDS[kind])
        assert values(record) == before
        assert html.count("正在审核或等候发布，不能改动") == len(WORDS[kind])
        file = record.file.name
        assert "不能替换" in replace(client, record, app, file=SimpleUploadedFile(name, content))
        client.post(reverse(f"{app}:delete", args=[record.pk]))
        record.refresh_from_db()
        assert record.file.name == file


def test_t56_not_by_code_either_where_only_a_name_changes(shown, document, image):
    stored = SiteDocument.objects.get(pk=document.pk)
    stored.title = "假名"
    with pytest.raises(Refused, match="不能改动标题"):
        stored.save()
    picture = SiteImage.objects.get(pk=image.pk)
    picture.focal_point_x = picture.focal_point_y = picture.focal_point_width = picture.focal_point_height = 3
    with pytest.raises(Refused, match="不能改动裁剪的焦点"):
        picture.save()


def test_what_readers_do_not_see_may_change_and_what_nobody_uses_may_go(client, administrator, shown, image, piece):
    client.force_login(administrator)
    replace(client, image, "wagtailimages", portrait_consent="on", tags="春游")
    stored = SiteImage.objects.get(pk=image.pk)
    assert stored.portrait_consent
    assert [tag.name for tag in stored.tags.all()] == ["春游"]
    other = ImageFactory()
    other.title = "换个名字"
    other.file = ContentFile(picture_bytes(colour="#000000"), name="other.jpg")
    other.save()
    other.delete()


# --- T58: the frame is not the editors' ---


@pytest.mark.parametrize("role", ["编辑", "信息员", "初审", "终审"])
def test_t58_editors_and_reviewers_change_nothing_around_a_live_page(client, everybody, tree, shown, role):
    client.force_login(everybody[role])
    other = NewsPageFactory(parent=tree.news)
    order = list(tree.news.get_children().values_list("pk", flat=True))
    client.post(reverse("wagtailredirects:add"), {"old_path": "/x/", "is_permanent": "on", "redirect_link": "/"})
    client.post(reverse("wagtailsettings:edit", args=["core", "sitesettings"]), {"union_name": "改"})
    client.post(reverse("wagtailadmin_pages:set_privacy", args=[shown.pk]), {"restriction_type": "login"})
    client.post(reverse("wagtailadmin_pages:set_page_position", args=[other.pk]), {"position": 0})
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[shown.pk, tree.info.pk]))
    client.post(reverse("wagtailadmin_pages:delete", args=[shown.pk]))
    client.post(reverse("wagtailadmin_pages:unpublish", args=[shown.pk]))
    assert not Redirect.objects.exists()
    assert not PageViewRestriction.objects.exists()
    assert list(tree.news.get_children().values_list("pk", flat=True)) == order
    page = fresh(shown)
    assert (page.live, page.get_parent().pk) == (True, tree.news.pk)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "\\\\evil.example", "javascript:alert(1)"]
)
def test_t58_a_redirect_stays_in_the_house(client, administrator, tree, target):
    client.force_login(administrator)
    data = {"old_path": "/x/", "is_permanent": "on", "redirect_link": target, "redirect_page": "", "site": ""}
    client.post(reverse("wagtailredirects:add"), data)
    assert not Redirect.objects.exists()


def test_t58_within_the_house_it_is_made_and_recorded(client, administrator, tree, settings):
    client.force_login(administrator)
    link = f"{settings.BASE_URL}/news/"
    data = {"old_path": "/x/", "is_permanent": "on", "redirect_link": link, "redirect_page": "", "site": ""}
    client.post(reverse("wagtailredirects:add"), data)
    redirect = Redirect.objects.get()
    entry = AuditEntry.objects.get(action="settings_changed")
    assert (entry.subject_id, entry.actor_id) == (str(redirect.pk), administrator.pk)


# --- T60: other people's drafts ---


@pytest.mark.parametrize("name", ["history", "edit", "view_draft", "copy", "workflow_history"])
def test_t60_an_author_sees_nothing_of_a_foreign_draft(client, author, draft, name):
    client.force_login(author)
    response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[draft.pk]))
    assert response.status_code in (302, 403, 404)
    assert draft.source_name not in response.content.decode()


def test_t60_nor_by_comparison_or_the_api(client, author, draft):
    client.force_login(author)
    number = draft.latest_revision_id
    address = reverse("wagtailadmin_pages:revisions_compare", args=[draft.pk, number, number])
    assert client.get(address).status_code in (302, 403, 404)
    response = client.get(f"/admin/api/main/pages/{draft.pk}/")
    body = json.loads(response.content) if response.status_code == 200 else {}
    assert "body" not in body


def test_t60_reviewers_of_a_stage_see_what_waits_there_only(client, first_reviewer, draft, submitted, tree):
    other = NewsPageFactory(parent=tree.news, live=False, title="别人的草稿")
    other.save_revision()
    client.force_login(first_reviewer)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[submitted.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[other.pk])).status_code in (302, 403)
    assert Page.objects.filter(pk=other.pk).exists()
