"""`import_pages`: each row of a former website becomes a public page once, in the names of two people."""

import csv
import io
import json
from datetime import datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from former_site.files import digest_of
from home.former_pages import ImportBatch, ImportedPage
from home.models import InfoPage
from news.models import NewsPage
from tests.conftest import member
from tests.factories import DepartmentFactory, picture_bytes
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.models import PiecePage, SiteImage
from unionsite.core.refusals import Refused
from unionsite.publishing.choices import ReleaseKind
from unionsite.publishing.guard import integrity
from unionsite.publishing.models import Release, SecrecyReview
from unionsite.publishing.platforms.timeliness.queries import pieces
from unionsite.publishing.review.services.releases import admit

ROW = {
    "section": "通知公告",
    "title": "关于放假的通知",
    "body": "<p>五一放假五天。</p>",
    "date": "2019-04-28",
    "source": "公司工会",
}


@pytest.fixture
def import_file(tree, tmp_path, first_reviewer, final_reviewer):
    """Imports rows, or text, and gives what the report says of each: (result, message)."""
    DepartmentFactory(name="公司工会办公室")

    def _import(rows, *options, name="old.jsonl", approved_by=None):
        file = tmp_path / name
        text = rows if isinstance(rows, str) else "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        file.write_text(text, encoding="utf-8")
        people = approved_by or [first_reviewer.username, final_reviewer.username]
        _import.out = io.StringIO()
        report = tmp_path / "report.csv"
        arguments = [str(file), "--approved-by", *people, "--report", str(report), *options]
        try:
            call_command("import_pages", *arguments, stdout=_import.out, stderr=io.StringIO())
        finally:
            text = report.read_text(encoding="utf-8-sig") if report.exists() else ""
            lines = list(csv.DictReader(io.StringIO(text)))
            _import.report = [(line["结果"], line["说明"]) for line in lines]
        return _import.report

    return _import


def test_a_row_becomes_a_public_page_with_its_date(import_file, client, first_reviewer, final_reviewer):
    assert import_file([ROW]) == [("已导入", "")]

    page = InfoPage.objects.get()
    assert (page.kind, page.source_name, page.live) == ("notice", "公司工会", True)
    assert timezone.localtime(page.first_published_at) == datetime(
        2019, 4, 28, 12, tzinfo=timezone.get_current_timezone()
    )
    html = client.get(page.get_url()).content.decode()
    assert "五一放假五天。" in html
    assert "2019" in html


@pytest.mark.parametrize("section", ["信息公开", "厂务公开"])
def test_what_the_former_site_disclosed_becomes_a_report(import_file, section):
    assert import_file([ROW | {"section": section}]) == [("已导入", "")]
    assert InfoPage.objects.get().kind == "disclosure"


def test_it_stands_in_the_ledger_with_two_approvals(import_file, first_reviewer, final_reviewer):
    import_file([ROW])

    release = Release.objects.get(kind=ReleaseKind.IMPORTED)
    assert (release.first_reviewer, release.final_reviewer) == (first_reviewer, final_reviewer)
    assert SecrecyReview.objects.get(revision=release.revision).reviewer == first_reviewer
    batch = ImportBatch.objects.get()
    assert (batch.added, batch.bad, len(batch.sha256)) == (1, 0, 64)
    assert AuditEntry.objects.get(action=Action.OLD_PAGES_IMPORTED).detail["sha256"] == batch.sha256
    assert AuditEntry.objects.filter(action=Action.OLD_PAGE_IMPORTED).count() == 1
    assert list(integrity.faults()) == []


def test_both_are_told_what_was_done_in_their_names(
    import_file, first_reviewer, final_reviewer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        import_file([ROW])

    assert {message.to[0] for message in mail.outbox} == {first_reviewer.email, final_reviewer.email}
    assert "旧站稿件1篇" in mail.outbox[0].body


def test_what_is_changed_afterwards_goes_through_both_stages(import_file, first_reviewer, final_reviewer):
    import_file([ROW])
    page = InfoPage.objects.get()
    page.title = "另一个标题"

    with pytest.raises(Refused):
        page.save_revision().publish()
    with pytest.raises(Refused):
        admit(page, first=first_reviewer, final=final_reviewer, reason="x")


def test_it_can_be_run_again(import_file):
    import_file([ROW])

    assert import_file([ROW, ROW | {"title": "新的一篇"}]) == [("已导入过", ""), ("已导入", "")]
    assert InfoPage.objects.count() == 2


def test_what_was_deleted_stays_gone(import_file):
    import_file([ROW])
    InfoPage.objects.get().delete()

    assert import_file([ROW]) == [("已导入过", "")]
    assert ImportedPage.objects.get().page is None


def test_a_dry_run_stores_nothing(import_file):
    assert import_file([ROW, ROW | {"title": ""}], "--dry-run") == [("可以导入", ""), ("有问题", "缺“标题”。")]
    assert not PiecePage.objects.exists()
    assert not ImportBatch.objects.exists()


BAD = [
    (ROW | {"section": "不知道"}, "不认识的栏目“不知道”"),
    (ROW | {"body": ""}, "缺“正文”"),
    (ROW | {"date": "2999-01-01"}, "在将来"),
    (ROW | {"department": "没有的部门"}, "不在部门列表里"),
    (ROW | {"body": "联系人身份证110101199003074477"}, "身份证"),
]


@pytest.mark.parametrize(("row", "words"), BAD)
def test_a_bad_row_is_named_and_the_others_are_taken(import_file, row, words):
    report = import_file([row, ROW | {"title": "另一篇"}])

    assert [result for result, _message in report] == ["有问题", "已导入"]
    assert words in report[0][1]
    assert InfoPage.objects.count() == 1


@pytest.mark.parametrize(("row", "words"), BAD)
def test_a_dry_run_finds_the_same(import_file, row, words):
    result, message = import_file([row], "--dry-run")[0]

    assert result == "有问题"
    assert words in message


def test_strict_stores_nothing_where_a_row_is_bad(import_file):
    with pytest.raises(CommandError, match="有1行不对，全部没有写入"):
        import_file([ROW, ROW | {"title": ""}], "--strict")

    assert import_file.report[1][0] == "有问题"
    assert not PiecePage.objects.exists()
    assert not ImportBatch.objects.exists()


def test_strict_stores_all_where_none_is(import_file):
    import_file([ROW, ROW | {"title": "另一篇"}], "--strict")

    assert InfoPage.objects.count() == 2


def test_the_same_piece_twice_in_a_file_is_told(import_file):
    assert "与第1行是同一篇" in import_file([ROW, ROW])[1][1]


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_files_beside_the_table_that_cannot_be_taken_are_told(import_file, tmp_path, options):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.jpg").write_bytes(b"no picture")
    (tmp_path / "files" / "b.pdf").write_bytes(b"no PDF")
    body = '<p>文</p><img src="files/a.jpg"><img src="files/gone.jpg"><p><a href="files/b.pdf">表</a></p>'

    [(result, message)] = import_file([ROW | {"body": body}], *options)

    assert result in ("已导入", "可以导入")
    assert [words in message for words in ("files/a.jpg没有导入", "没有files/gone.jpg", "files/b.pdf没有导入")] == [
        True
    ] * 3


def test_a_piece_that_is_refused_leaves_no_files(import_file, tmp_path, settings):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "left-behind.jpg").write_bytes(picture_bytes())
    body = '<p>身份证110101199003074477</p><img src="files/left-behind.jpg">'

    assert import_file([ROW | {"body": body}])[0][0] == "有问题"
    assert not list(settings.MEDIA_ROOT.rglob("*left-behind*"))
    assert not SiteImage.objects.exists()


def test_news_have_time_and_place(import_file):
    row = ROW | {"section": "新闻动态", "starts_at": "2019-04-20 09:30", "place": "报告厅", "organiser": "工会"}
    assert import_file([row, ROW | {"section": "新闻动态", "title": "另一篇"}])[1] == (
        "已导入",
        "没有活动时间，按发布日期",
    )

    full, bare = NewsPage.objects.order_by("pk")
    assert (f"{timezone.localtime(full.starts_at):%H:%M}", full.place, full.organiser) == ("09:30", "报告厅", "工会")
    assert (bare.starts_at, bare.place, bare.kind) == (bare.first_published_at, "见正文", "activity")


def test_old_news_are_not_reckoned_late(import_file):
    import_file([ROW | {"section": "新闻动态", "starts_at": "2019-01-20"}])

    assert pieces() == []


def test_a_table_of_chinese_headings(import_file):
    text = "栏目,标题,正文,日期,来源\n工会要闻,标题一,正文一。,2020年3月1日,总装车间\n"

    assert import_file(text, "--section", "工会要闻=学习阅读", name="old.csv") == [("已导入", "")]
    page = InfoPage.objects.get()
    assert (page.kind, page.source_name) == ("reading", "总装车间")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--section", "工会要闻=没有这类"], "没有“没有这类”这一类"),
        (["--section", "工会要闻"], "应写成"),
        (["--department", "没有的部门"], "没有部门"),
    ],
)
def test_options_that_make_no_sense(import_file, options, words):
    with pytest.raises(CommandError, match=words):
        import_file([ROW], *options)


def test_a_file_without_the_columns(import_file):
    with pytest.raises(CommandError, match="没有这些列：栏目、正文"):
        import_file("标题\n甲\n", name="old.csv")

    assert not PiecePage.objects.exists()


@pytest.mark.parametrize("roles", [("初审", "初审"), ("终审", "初审"), ("编辑", "终审"), ("superuser", "终审")])
def test_only_one_of_each_stage_may_vouch(import_file, admin_user, roles):
    people = [
        admin_user if role == "superuser" else member(role, username=f"person-{number}")
        for number, role in enumerate(roles)
    ]

    with pytest.raises(CommandError, match="人员之中"):
        import_file([ROW], approved_by=[person.username for person in people])

    assert not PiecePage.objects.exists()


def test_one_person_cannot_vouch_twice(import_file, first_reviewer):
    first_reviewer.groups.add(*member("终审", username="another").groups.all())

    with pytest.raises(CommandError, match="不能是同一人"):
        import_file([ROW], approved_by=[first_reviewer.username] * 2)


def test_without_names_the_reviewers_longest_in_service_vouch(tree, tmp_path, first_reviewer, final_reviewer):
    member("初审", username="later")
    first_reviewer.department, _other = DepartmentFactory(), DepartmentFactory()
    first_reviewer.save()
    file = tmp_path / "old.jsonl"
    file.write_text(json.dumps(ROW, ensure_ascii=False), encoding="utf-8")
    said = io.StringIO()
    call_command("import_pages", str(file), stdout=io.StringIO(), stderr=said)

    batch = ImportBatch.objects.get()
    assert (batch.first_reviewer, batch.final_reviewer) == (first_reviewer, final_reviewer)
    assert f"由初审{first_reviewer}、终审{final_reviewer}负责" in said.getvalue()
    assert InfoPage.objects.get().department == first_reviewer.department
    assert (tmp_path / "old.jsonl.导入结果.csv").exists()


def test_without_reviewers_nothing_comes_in(tree, tmp_path, first_reviewer):
    file = tmp_path / "old.jsonl"
    file.write_text(json.dumps(ROW, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(CommandError, match="还没有初审或终审人员"):
        call_command("import_pages", str(file), stderr=io.StringIO())


def test_pages_of_other_types_are_not_admitted(tree, first_reviewer, final_reviewer):
    with pytest.raises(Refused, match="不能从旧站导入"):
        admit(tree.news, first=first_reviewer, final=final_reviewer, reason="x")


def test_few_and_many_rows_cost_the_same_each(import_file):
    def cost(*titles):
        with CaptureQueriesContext(connection) as captured:
            import_file([ROW | {"title": title} for title in titles])
        return len(captured)

    cost("甲")
    one, two = cost("乙"), cost("丙", "丁")

    assert cost(*(f"第{number}篇" for number in range(20))) <= one + 19 * (two - one)


def test_what_is_imported_is_found(import_file, client):
    import_file([ROW])

    html = client.get("/search/", {"q": "五一放假"}).content.decode()

    assert InfoPage.objects.get().get_url() in html


def test_what_two_people_vouch_for_holds_the_files_beside_the_table_too(tmp_path):
    (tmp_path / "files").mkdir()
    digests = set()
    for content in (b"one", b"another"):
        (tmp_path / "files" / "a.jpg").write_bytes(content)
        digests.add(digest_of(io.BytesIO(b"table"), tmp_path))
    assert len(digests) == 2
