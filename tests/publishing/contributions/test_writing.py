"""An employee writes, uploads pictures, sends in, changes, withdraws; nothing typed is lost."""

import io
from datetime import date, time

import pytest
from django.core import mail
from django.test import Client
from PIL import Image

from tests.accounts.rolls import EmployeeFactory
from tests.clients import signed_in
from tests.factories import picture_bytes
from tests.publishing.contributions.sending import NEW, TEXT, form, photo, send, sent, sent_with_picture
from unionsite.publishing.contributions.choices import OPEN_DRAFTS, PICTURES, Stored
from unionsite.publishing.contributions.pieces import Contribution, ContributionPicture

pytestmark = pytest.mark.django_db
NOBODYS = "7d0f6a52-3c1e-4f0b-9a55-0f6d1c2b3a44"


def errors_of(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


@pytest.mark.parametrize("path", ["", "new/", "review/", f"{NOBODYS}/", f"{NOBODYS}/pictures/1/"])
def test_strangers_are_asked_to_sign_in(client, tree, path):
    response = client.get(f"/contribute/{path}")
    assert response.status_code == 302
    assert response["Location"].startswith(f"/account/login/?next=/contribute/{path}")


def test_the_form_begins_with_the_own_name(desk, head):
    response = desk.get(NEW)
    assert response.context["form"]["author"].value() == "田晓禾"
    assert "提交给部门核稿" in response.content.decode()


def test_a_piece_waits_for_the_department_and_its_head_is_told(desk, sender, head, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        piece = sent(desk)
    assert (piece.state, piece.sender, piece.department) == (Stored.WAITING, sender, sender.department)
    assert (piece.happened_on, piece.happened_time) == (date(2026, 5, 8), time(8, 30))
    assert [message.to for message in mail.outbox] == [["head@example.com"]]
    assert f"/contribute/review/{piece.key}/" in mail.outbox[0].body
    page = desk.get(f"/contribute/{piece.key}/").content.decode()
    assert "已提交，等部门核稿" in page
    assert "周若禾" in page
    assert "每天八点，十分钟。" in page


def test_sent_twice_it_is_one_piece_and_one_mail(desk, head, django_capture_on_commit_callbacks):
    fields = form()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(NEW, fields)
        desk.post(NEW, fields)
    assert Contribution.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"title": "班前会\x00"}, "title"),
        ({"text": " \n "}, "text"),
        ({"text": "长" * 10_001}, "text"),
        ({"target": None}, "target"),
        ({"target": "home.homepage:"}, "target"),
        ({"happened_on": "五月八日"}, "happened_on"),
        ({"happened_on": "1026-05-08"}, "happened_on"),
        ({"happened_on": ""}, "happened_on"),
        ({"happened_time": "25:00"}, "happened_time"),
        ({"author": ""}, "author"),
    ],
)
def test_a_faulty_piece_is_answered_beside_the_field_and_kept_on_the_page(desk, head, changes, field):
    response = send(desk, **{"place": "三号厂房", **changes})
    assert set(errors_of(response)) == {field}
    assert 'value="三号厂房"' in response.content.decode()
    assert not Contribution.objects.exists()


def test_markup_and_formulas_stay_text(desk, head):
    piece = sent(desk, title="=1+1<script>alert(1)</script>", text="<b>粗</b>\n\n<img src=x onerror=alert(1)>")
    page = desk.get(f"/contribute/{piece.key}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page


def test_pictures_stay_when_the_rest_is_faulty(desk, head):
    fields = form(title="", pictures=[photo()])
    response = desk.post(NEW, fields)
    assert "title" in errors_of(response)
    piece = Contribution.objects.get()
    assert (piece.state, piece.text) == (Stored.WRITING, TEXT.replace("\r\n", "\n"))
    page = response.content.decode()
    assert f'action="/contribute/{piece.key}/edit/"' in page
    assert f'name="caption-{piece.pictures.get().pk}"' in page


def test_uploading_without_a_picture_says_so_and_keeps_the_words(desk, head):
    response = desk.post(NEW, form(action="upload"))
    assert errors_of(response) == {"pictures": ["请先选好图片，再按“上传所选图片”。"]}
    assert "班前会开到机床旁" in response.content.decode()


def test_who_was_signed_out_while_writing_keeps_the_words_at_the_sign_in(client, tree):
    page = client.post(NEW, form(), follow=True).content.decode()
    assert "刚才写的内容都在，还没有提交" in page
    assert "班前会开到机床旁" in page
    assert not Contribution.objects.exists()


def test_an_uploaded_picture_is_written_anew_without_its_metadata(desk, head):
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    content = picture_bytes(size=(1200, 800), exif=exif)
    assert b"SecretPhone" in content
    fields = form(action="upload", title="", pictures=[photo(content=content)])
    response = desk.post(NEW, fields)
    piece = Contribution.objects.get()
    assert response["Location"] == f"/contribute/{piece.key}/edit/#pictures"
    picture = piece.pictures.get()
    for part in ("", "small/"):
        answer = desk.get(f"/contribute/{piece.key}/pictures/{picture.pk}/{part}")
        data = b"".join(answer.streaming_content)
        assert answer["Content-Type"] == "image/jpeg"
        assert "no-store" in answer["Cache-Control"]
        assert b"SecretPhone" not in data
        assert Image.open(io.BytesIO(data)).format == "JPEG"
    assert (picture.width, picture.height) == (480, 320)


@pytest.mark.parametrize(("format", "name"), [("PNG", "a.png"), ("WEBP", "a.webp"), ("HEIF", "a.heic")])
def test_what_phones_shoot_is_taken(desk, head, format, name):
    desk.post(NEW, form(action="upload", pictures=[photo(name, content=picture_bytes(format=format))]))
    assert ContributionPicture.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"words", "JPG"),
        ("a.gif", picture_bytes(format="GIF"), "JPG"),
        ("a.jpg", picture_bytes(format="GIF"), "JPG"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPG"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "损坏"),
        ("a.jpg", picture_bytes()[:300], "损坏"),
        ("a.jpg", b"", "空的"),
        ("a.jpg", b"x" * (15 * 1024 * 1024 + 1), "15MB"),
        ("a.png", picture_bytes(size=(9000, 9000), format="PNG"), "像素"),
    ],
)
def test_what_is_no_such_picture_is_refused_and_the_others_are_kept(desk, head, name, content, words):
    fields = form(action="upload", pictures=[photo(name, content=content), photo("good.jpg", colour="#333")])
    response = desk.post(NEW, fields)
    [error] = errors_of(response)["pictures"]
    assert "第1张" in error
    assert words in error
    assert ContributionPicture.objects.count() == 1


def test_too_many_pictures_are_refused_at_once(desk, head, private_files):
    response = desk.post(NEW, form(action="upload", pictures=[photo(colour=f"#0000{n:02}") for n in range(10, 20)]))
    assert "最多9张" in errors_of(response)["pictures"][0]
    assert not private_files.exists()
    assert desk.post(NEW, form(pictures=[photo(content=b"x") for _ in range(101)])).status_code == 413


def test_nine_pictures_cost_as_many_queries_as_one(desk, head, django_assert_num_queries):
    fields = form(action="upload")
    desk.post(NEW, fields | {"pictures": [photo()]})
    piece = Contribution.objects.get()
    url = f"/contribute/{piece.key}/edit/"
    desk.get(url)
    with django_assert_num_queries(8):
        desk.get(url)
    desk.post(url, fields | {"pictures": [photo(colour=f"#0000{n}0") for n in range(1, 9)]})
    assert piece.pictures.count() == PICTURES
    with django_assert_num_queries(8):
        desk.get(url)


def test_a_picture_sent_twice_is_kept_once(desk, head):
    fields = form(action="upload")
    for _time in range(2):
        desk.post(NEW, fields | {"pictures": [photo()]})
    assert ContributionPicture.objects.count() == 1


def test_pictures_need_a_caption_and_everybodys_consent(desk, head):
    fields = form(action="upload")
    desk.post(NEW, fields | {"pictures": [photo()]})
    piece = Contribution.objects.get()
    number = piece.pictures.get().pk
    response = desk.post(f"/contribute/{piece.key}/edit/", fields | {"action": "submit"})
    assert set(errors_of(response)) == {f"caption-{number}", "consent"}
    assert Contribution.objects.get().state == Stored.WRITING


def test_a_picture_sent_with_the_piece_brings_all_complaints_at_once(desk, head):
    assert set(errors_of(send(desk, title="", pictures=[photo()]))) == {"title", "pictures", "consent"}


@pytest.mark.parametrize("path", ["", "new/"])
def test_who_gets_a_piece_first_is_said_in_the_same_words_everywhere(desk, machining, path):
    assert "提交后直接转给编辑整理、审核。" in desk.get(f"/contribute/{path}").content.decode()
    machining.heads.add(EmployeeFactory(name="周若禾", department=machining))
    page = desk.get(f"/contribute/{path}").content.decode()
    assert "提交后由机加车间负责人核稿，再转给编辑整理、审核。" in page
    assert "直接转给编辑" not in page


def test_a_picture_can_be_removed_and_its_files_go(desk, head, private_files, django_capture_on_commit_callbacks):
    fields = form(action="upload")
    desk.post(NEW, fields | {"pictures": [photo(), photo(colour="#333")]})
    piece = Contribution.objects.get()
    first = piece.pictures.first()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/contribute/{piece.key}/edit/", fields | {"action": f"remove:{first.pk}", "title": "改过的标题"})
    assert piece.pictures.count() == 1
    assert len([path for path in private_files.rglob("*") if path.is_file()]) == 2
    assert Contribution.objects.get().title == "改过的标题"


def test_what_is_changed_while_it_waits_must_be_sent_again(desk, head, head_desk):
    piece = sent(desk)
    desk.post(f"/contribute/{piece.key}/edit/", form(action="save", title="新标题"))
    piece.refresh_from_db()
    assert (piece.state, piece.title) == (Stored.WRITING, "新标题")
    assert head_desk.get("/contribute/review/").context["pieces"].count() == 0
    assert head_desk.get(f"/contribute/review/{piece.key}/").status_code == 404
    desk.post(f"/contribute/{piece.key}/edit/", form(title="新标题"))
    piece.refresh_from_db()
    assert piece.state == Stored.WAITING


def test_a_draft_is_deleted_and_a_sent_piece_withdrawn(desk, head, private_files, django_capture_on_commit_callbacks):
    desk.post(NEW, form(action="upload", pictures=[photo()]))
    draft = Contribution.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/contribute/{draft.key}/withdraw/")
    assert not Contribution.objects.exists()
    assert not [path for path in private_files.rglob("*") if path.is_file()]
    piece = sent(desk)
    assert desk.get(f"/contribute/{piece.key}/withdraw/").status_code == 200
    desk.post(f"/contribute/{piece.key}/withdraw/")
    piece.refresh_from_db()
    assert piece.state == Stored.WITHDRAWN
    assert desk.get(f"/contribute/{piece.key}/edit/").status_code == 302
    assert signed_in(head).get(f"/contribute/review/{piece.key}/").status_code == 404


def test_other_peoples_pieces_are_not_there(desk, head, machining):
    piece = sent_with_picture(desk)
    picture = piece.pictures.get()
    stranger = signed_in(EmployeeFactory(department=machining))
    for path in ("", "edit/", "withdraw/", f"pictures/{picture.pk}/", f"pictures/{picture.pk}/small/"):
        assert stranger.get(f"/contribute/{piece.key}/{path}").status_code == 404, path
    for path in ("edit/", "withdraw/"):
        assert stranger.post(f"/contribute/{piece.key}/{path}", form()).status_code == 404, path
    assert stranger.post(NEW, form(key=str(piece.key), title="抢来的")).status_code == 404
    assert stranger.get("/contribute/").context["pieces"].count() == 0
    piece.refresh_from_db()
    assert (piece.title, piece.state) == ("班前会开到机床旁", Stored.WAITING)


def test_pictures_have_no_address_of_their_own(desk, head, private_files):
    piece = sent_with_picture(desk)
    picture = piece.pictures.get()
    assert private_files in (private_files / picture.file.name).parents
    with pytest.raises(ValueError, match="no public address"):
        _ = picture.file.url
    assert Client().get(f"/media/contributions/{picture.file.name}").status_code == 404


def test_a_form_without_its_token_is_refused(sender, head):
    client = Client(enforce_csrf_checks=True)
    client.force_login(sender, "django.contrib.auth.backends.ModelBackend")
    assert client.post(NEW, form()).status_code == 403
    assert not Contribution.objects.exists()


def test_nobody_sends_in_more_than_a_day_allows(desk, head, settings):
    settings.CONTRIBUTIONS_A_DAY = 1
    sent(desk)
    response = send(desk, title="第二篇")
    assert response.status_code == 429
    assert 'value="第二篇"' in response.content.decode()
    assert Contribution.objects.count() == 1


def test_over_the_limit_pictures_are_not_even_decoded(desk, head, settings):
    settings.CONTRIBUTION_PICTURES_A_DAY = 1
    fields = form(action="upload")
    desk.post(NEW, fields | {"pictures": [photo()]})
    response = desk.post(NEW, fields | {"title": "文字还在", "pictures": [photo(colour="#333")]})
    assert response.status_code == 429
    assert ContributionPicture.objects.count() == 1
    assert Contribution.objects.get().title == "文字还在"


def test_only_so_many_drafts_at_a_time(desk, head):
    for _number in range(OPEN_DRAFTS):
        send(desk, action="save")
    assert desk.get(NEW)["Location"] == "/contribute/"
    assert "没有提交" in errors_of(send(desk, action="save"))["__all__"][0]
    assert Contribution.objects.count() == OPEN_DRAFTS


def test_the_list_costs_the_same_for_one_and_for_many(desk, head, django_assert_num_queries):
    sent(desk)
    desk.get("/contribute/")
    with django_assert_num_queries(8):
        desk.get("/contribute/")
    for _number in range(8):
        sent(desk)
    with django_assert_num_queries(8):
        assert desk.get("/contribute/").content.decode().count("已提交，等部门核稿") == 9


def test_the_account_page_and_the_copy_of_ones_data_name_the_pieces(desk, head):
    piece = sent(desk)
    page = desk.get("/account/").content.decode()
    assert "我的投稿" in page
    assert f"/contribute/{piece.key}/" in page
    assert "我要投稿" in page
    [item] = desk.get("/account/data.json").json()["我的"]["我的投稿"]
    assert (item["标题"], item["状态"]) == ("班前会开到机床旁", "已提交，等部门核稿")
    assert item["正文"] == TEXT
    assert "一个月下来" in desk.get("/account/data.csv").content.decode()


def test_english_pages_work_as_well(desk, head):
    assert desk.get("/en/contribute/").status_code == 200
    assert desk.get("/en/contribute/new/").status_code == 200
