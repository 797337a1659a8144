"""Files laid by before their form is sent: kept after an error, sealed, no trace of who chose them (T62, T63, T76)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from interact.attachments.choices import FILES
from interact.cases.services.access import files_of
from interact.models import Case
from interact.sending.services import forget_unsent
from interact.sending.staging import Shelf
from tests.factories import UserFactory, picture_bytes
from tests.interact.sending.test_privacy import everything_in_the_database, everything_on_the_disk
from tests.interact.writing import errors

pytestmark = pytest.mark.django_db
NAME = "库房照片.jpg"


def photo(name=NAME, content=b""):
    return SimpleUploadedFile(name, content or picture_bytes(), "image/jpeg")


def stage(writer, file=None, field="files", **changes):
    """Choose a file, as the script does at once."""
    form = writer.form
    values = {name: form[name].value() for name in ("stamp", "staging")}
    return writer.client.post(
        writer.path, {"action": "stage", **values, field: file or photo(), **changes}, **writer.origin
    )


def staged_values(writer, **changes) -> dict:
    return writer.values(staging=writer.form["staging"].value(), **changes)


def names(case) -> list[str]:
    return [about["name"] for _row, about in files_of(case)]


def test_a_file_sent_as_it_was_chosen_belongs_to_the_case(write, tmp_path):
    writer = write("report").open()
    answer = stage(writer)
    assert (answer.status_code, answer.json()["name"]) == (200, NAME)
    response = writer.post(staged_values(writer))
    assert names(Case.objects.get(pk=response.context["case"].pk)) == [NAME]
    assert not list((tmp_path / "staged").glob("*/*/"))


@pytest.mark.parametrize("is_hasty", [False, True])
def test_files_are_kept_after_an_error_without_a_script_too(write, is_hasty):
    """Whether they were opened already, or not yet because the guard had not passed."""
    writer = write("report").open()
    response = writer.post(
        staged_values(writer, subject="", files=[photo(), photo("第二张.jpg")]), wait=1 if is_hasty else 30
    )
    page = response.content.decode()
    assert set(errors(response)) == {"subject"}
    assert "不用重新选择" in page
    assert page.count('name="staged"') == 2
    first = writer.form.shelf.files[0]
    response = writer.post(staged_values(writer, unstage=[first.key]))
    assert names(Case.objects.get(pk=response.context["case"].pk)) == ["第二张.jpg"]


def test_files_stay_when_a_form_that_was_sent_before_asks_for_a_receipt_of_its_own(write):
    writer = write().open()
    values = staged_values(writer)
    writer.post(values)
    writer.post({**values, "text": "换了内容", "files": [photo()]})
    assert [file.name for file in writer.form.shelf.files] == [NAME]


def test_a_bad_file_is_told_of_and_the_good_ones_beside_it_are_kept(write):
    writer = write().open()
    response = writer.post(staged_values(writer, files=[photo(), SimpleUploadedFile("页.pdf", b"<script>")]))
    assert "“页.pdf”没有上传" in errors(response)["files"][0]
    assert [file.name for file in writer.form.shelf.files] == [NAME]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("空.pdf", b""), "这个文件是空的"),
        (SimpleUploadedFile("页.pdf", b"<script>alert(1)</script>"), "没有上传"),
        (SimpleUploadedFile("a\u202efdp.exe", b"MZ"), "不支持这种文件"),
    ],
)
def test_t76_a_bad_file_is_refused_as_soon_as_it_is_chosen(write, tmp_path, file, words):
    answer = stage(write("report").open(), file)
    assert words in answer.json()["fault"]
    assert "\u202e" not in answer.json()["fault"]
    assert not (tmp_path / "staged").exists()


def test_no_more_than_a_sending_may_hold(write):
    writer = write().open()
    shelf = Shelf(writer.form["staging"].value())
    for number in range(FILES):
        shelf.add(f"{number}.txt", b"x", field="files")
    answer = stage(writer)
    assert answer.json() == {"fault": f"“{NAME}”没有上传：最多10个，已经选满。请先移除一个。"}


# --- Papers: each file for the field in which it was chosen ---


def papers(case) -> dict[str, str]:
    return {about["name"]: about.get("paper", "") for _row, about in files_of(case)}


def test_a_paper_laid_by_is_sent_as_that_paper_after_an_error_elsewhere(write):
    writer = write("hardship").open()
    key = stage(writer, field="paper_identity").json()["key"]
    others = {"files": [photo("其他.jpg")], "staged": [key], "lacks_identity": ""}
    response = writer.post(staged_values(writer, income="很少", **others))
    assert set(errors(response)) == {"income"}
    case = Case.objects.get(pk=writer.post(staged_values(writer, lacks_identity="")).context["case"].pk)
    assert papers(case) == {NAME: "identity", "其他.jpg": ""}
    assert case.papers["identity"] == "received"


def test_papers_are_kept_beside_their_fields_without_a_script_and_can_be_removed(write):
    writer = write("member_card").open()
    chosen = {"paper_photo": [photo("一寸.jpg"), photo("旧的.jpg")], "paper_old": [photo("正面.jpg")]}
    lacks = {"kind": "损坏换卡", "lacks_photo": "", "lacks_old": ""}
    page = writer.post(staged_values(writer, name="", **chosen, **lacks)).content.decode()
    boxes = {part.partition('for="id_')[2].partition('"')[0]: part for part in page.split("data-files")[1:]}
    assert [boxes[name].count('name="staged"') for name in ("paper_photo", "paper_old", "files")] == [2, 1, 0]
    keys = {file.name: file.key for file in writer.form.shelf.files}
    response = writer.post(staged_values(writer, unstage=[keys["旧的.jpg"], keys["正面.jpg"]], **lacks))
    assert set(errors(response)) == {"paper_old"}
    response = writer.post(staged_values(writer, **(lacks | {"lacks_old": "on"})))
    assert papers(Case.objects.get(pk=response.context["case"].pk)) == {"一寸.jpg": "photo"}


def test_only_fields_of_this_form_take_files(write, tmp_path):
    for writer, field in ((write().open(), "paper_identity"), (write("join").open(), "signature")):
        assert stage(writer, field=field).json() == {"fault": "请选择要上传的文件。"}
    assert not (tmp_path / "staged").exists()


def test_the_limits_hold_for_papers_and_other_files_together(write):
    writer = write("hardship").open()
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(FILES)]
    response = writer.post(staged_values(writer, paper_income=files, files=[photo()]))
    assert "一次最多上传10个文件，这次选了11个" in errors(response)["paper_income"][0]
    shelf = writer.form.shelf
    for number in range(FILES):
        shelf.add(f"{number}.txt", b"x", field="paper_income")
    assert "已经选满" in stage(writer).json()["fault"]


def test_t80_one_address_lays_by_only_so_many_in_an_hour(write, settings):
    settings.FEEDBACK_SENDINGS_AN_HOUR = 0
    assert stage(write().open()).status_code == 429


def test_a_form_without_a_stamp_of_ours_lays_nothing_by(write, tmp_path):
    writer = write().open()
    assert stage(writer, stamp="x").status_code == 409
    assert stage(writer, staging="../../etc").status_code == 200  # an odd token opens a new shelf of its own
    assert all(len(folder.name) == 64 for folder in (tmp_path / "staged").iterdir())


def test_a_file_chosen_and_gone_is_said_and_nothing_is_sent(write, tmp_path):
    writer = write().open()
    key = stage(writer).json()["key"]
    Shelf(writer.form["staging"].value()).clear()
    response = writer.post(staged_values(writer, staged=[key]))
    assert "有1个选好的附件已过保存时间" in errors(response)["files"][0]
    assert not Case.objects.exists()
    assert writer.post(staged_values(writer)).context["case"]


def test_a_file_is_taken_back(write):
    writer = write().open()
    key = stage(writer).json()["key"]
    token = writer.form["staging"].value()
    for other in ("../x", key):
        writer.client.post(writer.path, {"action": "unstage", "staging": token, "unstage": other})
    assert not Shelf(token).files


def test_t62_t63_what_is_laid_by_tells_nobody_what_who_and_when(write, client, tmp_path):
    client.force_login(UserFactory(username="sun"))
    writer = write("report", REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="SecretBrowser/77.1").open()
    before = everything_in_the_database()
    content = picture_bytes()
    stage(writer, photo(content=content))
    assert everything_in_the_database() == before
    token = writer.form["staging"].value()
    disk = everything_on_the_disk(tmp_path / "staged")
    for words in (NAME, token, "203.0.113.77", "SecretBrowser", "image/jpeg", content[:24].decode("latin-1")):
        assert words not in disk
        assert words.encode().decode("latin-1") not in disk
    paths = [tmp_path / "staged", *(tmp_path / "staged").rglob("*")]
    moments = {
        timezone.localtime(timezone.datetime.fromtimestamp(path.stat().st_mtime, timezone.get_current_timezone()))
        for path in paths
    }
    assert {(moment.hour, moment.minute, moment.second) for moment in moments} == {(0, 0, 0)}
    assert {path.stat().st_mode & 0o077 for path in paths} == {0}


def test_what_was_never_sent_is_swept_once_no_form_can_bring_it_back(write, clock, tmp_path):
    writer = write().open()
    stage(writer)
    token = writer.form["staging"].value()
    clock.shift(timedelta(hours=23))
    forget_unsent()
    assert len(Shelf(token).files) == 1
    clock.shift(timedelta(hours=25))
    forget_unsent()
    forget_unsent()
    assert not list(Path(tmp_path / "staged").iterdir())
