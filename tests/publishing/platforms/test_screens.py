"""The screens of plan, register and posts by HTTP: what each role sees and does, bad input, query counts."""

import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from tests.conftest import member
from tests.factories import ImageFactory, NewsPageFactory, picture_bytes, rich_body
from tests.publishing.platforms.making import PlatformFactory, make_item, make_post, shanghai
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.publishing.platforms.choices import PlatformKind, PostState, Registration
from unionsite.publishing.platforms.models import PlannedItem, Platform, PlatformPost
from unionsite.publishing.platforms.screens.register import offer_work

pytestmark = [pytest.mark.once, pytest.mark.django_db]
DAY = timedelta(days=1)


def url(name, *args):
    return reverse(f"publishing_platforms:{name}", args=args)


def text_of(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def status(client, address, parameters=None) -> int:
    """Of an answer that may be a file: read to its end, it is closed."""
    response = client.get(address, parameters)
    if response.streaming:
        assert b"".join(response.streaming_content)
    return response.status_code


def screen(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


# --- Doors ---

SEES_PLAN = {"编辑", "初审", "系统管理员"}
PLANS = {"编辑", "初审"}
ROLES = ["信息员", "编辑", "初审", "终审", "应急下线", "举报办理", "系统管理员", "安全管理员", "审计员"]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_finds_its_doors_open_and_no_other(client, tree, role):
    page = NewsPageFactory(parent=tree.news, cover=ImageFactory(), cover_alt="会场")
    platform = PlatformFactory()
    item = make_item(platform)
    client.force_login(member(role, username="somebody"))
    doors = {
        "calendar": (url("calendar"), SEES_PLAN),
        "plan": (url("plan"), SEES_PLAN),
        "plan results": (url("plan_results"), SEES_PLAN),
        "export": (url("plan_export"), SEES_PLAN),
        "posts": (url("posts"), SEES_PLAN),
        "register": (url("register"), SEES_PLAN),
        "kit": (url("kit", page.pk), SEES_PLAN),
        "pictures": (url("kit_pictures", page.pk), SEES_PLAN),
        "code": (url("kit_code", page.pk), SEES_PLAN),
        "add item": (url("add_item"), PLANS),
        "item": (url("item", item.pk), PLANS),
        "add platform": (url("add_platform"), {"系统管理员"}),
        "platform": (url("platform", platform.pk), {"系统管理员"}),
    }
    answers = {name: status(client, address) for name, (address, _roles) in doors.items()}
    assert answers == {name: 200 if role in roles else 302 for name, (_address, roles) in doors.items()}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "编辑"])
def test_only_editors_record_posts(client, tree, role):
    page = NewsPageFactory(parent=tree.news)
    post = make_post(PlatformFactory(), page)
    client.force_login(member(role, username="somebody"))
    sent = {"url": "https://a.example/", "posted_at": "2026-05-08 10:00"}
    kit, of_post = url("kit", page.pk), {"post": post.pk}
    record = {f"posted-{post.pk}-{name}": value for name, value in sent.items()}
    client.post(kit, of_post | {"step": "record"} | record)
    client.post(kit, of_post | {"step": "skip", f"skip-{post.pk}-reason": "不适合"})
    client.post(kit, {"step": "tasks", "tasks-platforms": [post.platform_id], "tasks-due_at": "2026-05-08 10:00"})
    post.refresh_from_db()
    assert post.state == PostState.WAITING
    assert PlatformPost.objects.count() == 1


def test_the_menu_shows_what_may_be_opened(client, first_client):
    PlatformFactory()
    assert url("calendar") in first_client.get(reverse("wagtailadmin_home")).content.decode()
    words = first_client.get(url("calendar")).content.decode()
    for name in ("plan", "posts", "register"):
        assert url(name) in words
    client.force_login(member("审计员"))
    assert url("calendar") not in client.get(reverse("wagtailadmin_home")).content.decode()


# --- Plan ---


def plan(**changes):
    return {
        "title": "职代会预告",
        "planned_at": "2026-05-08 10:00",
        "kind": "meeting",
        "note": "",
        "page": "",
        "department": "",
    } | changes


def test_an_item_is_planned_and_stands_in_the_calendar(editor_client, editor, tree):
    platforms = [PlatformFactory(name="公众号"), PlatformFactory(name="微博", kind=PlatformKind.WEIBO)]
    form = plan(section=tree.news.pk, owner=editor.pk, platforms=[platform.pk for platform in platforms])
    response = editor_client.post(url("add_item"), form)
    assert response.url == f"{url('calendar')}?month=2026-05"
    item = PlannedItem.objects.get()
    assert (item.planned_at, item.created_by, item.section_id) == (shanghai(2026, 5, 8, 10), editor, tree.news.pk)
    with time_machine.travel(shanghai(2026, 5, 8, 9), tick=False):
        editor_client.force_login(editor)
        day = screen(editor_client.get(url("calendar"), {"month": "2026-05"})).find("time", datetime="2026-05-08")
    cell = day.find_parent("td").get_text(" ")
    for words in ("10:00", "职代会预告", "待撰写", "公众号、微博"):
        assert words in " ".join(cell.split())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "必填"),
        ({"title": "长" * 121}, "120"),
        ({"planned_at": "昨天"}, "有效的日期"),
        ({"planned_at": "9999-12-31 23:59"}, "核对年份"),
        ({"planned_at": "0001-01-01 00:00"}, "核对年份"),
        ({"section": "999999"}, "选择"),
        ({"section": ""}, "必填"),
        ({"platforms": []}, "必填"),
        ({"owner": ""}, "必填"),
        ({"page": "999999"}, "选择"),
        ({"kind": "nonsense"}, "选择"),
        ({"note": "长" * 1001}, "1000"),
    ],
)
def test_bad_input_is_told_keeps_what_was_typed_and_stores_nothing(editor_client, editor, tree, changes, words):
    platform = PlatformFactory()
    form = plan(section=tree.news.pk, owner=editor.pk, platforms=[platform.pk]) | {"note": "我写的备注"} | changes
    response = editor_client.post(url("add_item"), form)
    assert response.status_code == 200
    messages = " ".join(one.get_text() for one in screen(response).select(".error-message, .w-field__errors"))
    assert words in messages
    if "note" not in changes:
        assert "我写的备注" in response.content.decode()
    assert not PlannedItem.objects.exists()


@pytest.mark.parametrize("chosen", ["section", "home"])
def test_only_a_piece_can_be_what_an_item_became(editor_client, editor, tree, chosen):
    page = tree.news if chosen == "section" else tree.home
    form = plan(section=tree.news.pk, owner=editor.pk, platforms=[PlatformFactory().pk], page=page.pk)
    assert "请选择一篇稿件" in text_of(editor_client.post(url("add_item"), form))
    assert not PlannedItem.objects.exists()


def test_the_day_that_was_clicked_is_filled_in(editor_client):
    content = editor_client.get(url("add_item"), {"day": "2026-05-08"}).content.decode()
    assert 'value="2026-05-08 10:00"' in content
    for day in ("2026-99-99", "nonsense", "\x00"):
        assert editor_client.get(url("add_item"), {"day": day}).status_code in (200, 400)


def test_an_item_is_linked_to_its_page_and_follows_it(editor_client, editor, tree):
    platform = PlatformFactory(name="公众号")
    item = make_item(platform, section=tree.news, owner=editor)
    page = NewsPageFactory(parent=tree.news)
    form = plan(section=tree.news.pk, owner=editor.pk, platforms=[platform.pk], page=page.pk)
    editor_client.post(url("item", item.pk), form)
    words = text_of(editor_client.get(url("item", item.pk)))
    assert "已发布" in words
    assert "公众号" in words
    assert PlatformPost.objects.get().page_id == page.pk


def test_cancelling_asks_for_a_reason_and_can_be_taken_back(editor_client, editor, tree):
    item = make_item(PlatformFactory(), section=tree.news, owner=editor)
    response = editor_client.post(url("item", item.pk), {"step": "cancel", "cancel-reason": "。"})
    assert "请用几个字写明原因" in text_of(response)
    item.refresh_from_db()
    assert item.cancelled_at is None
    editor_client.post(url("item", item.pk), {"step": "cancel", "cancel-reason": "会议延期"})
    assert "取消原因：会议延期" in text_of(editor_client.get(url("item", item.pk)))
    editor_client.post(url("item", item.pk), {"step": "restore"})
    item.refresh_from_db()
    assert item.cancelled_at is None


def test_a_platform_that_was_closed_stays_chosen_where_it_was(editor_client, editor, tree):
    closed = PlatformFactory(name="旧号", registration=Registration.CLOSED, closed_on=timezone.localdate())
    item = make_item(closed, section=tree.news, owner=editor)
    assert "旧号" in text_of(editor_client.get(url("item", item.pk)))
    assert "旧号" not in text_of(editor_client.get(url("add_item")))


def test_the_calendar_says_what_a_month_is_like(editor_client):
    for month in ("2026-10", "2026-13", "0000-00", "9999-12", "\x00"):
        assert editor_client.get(url("calendar"), {"month": month}).status_code in (200, 400)
    page = screen(editor_client.get(url("calendar"), {"month": "2026-10"}))
    assert "国庆节" in page.find("time", datetime="2026-10-01").find_parent("td").get_text()
    assert "这个月还没有计划" in page.get_text()
    assert len(page.select(".plan-month tbody td")) == 35


def test_the_calendar_is_narrowed_like_the_list(editor_client, editor, tree):
    weibo = PlatformFactory(kind=PlatformKind.WEIBO)
    moment = shanghai(2026, 5, 8, 10)
    make_item(weibo, title="发微博", section=tree.news, planned_at=moment)
    make_item(PlatformFactory(), title="发公众号", section=tree.culture, planned_at=moment, owner=editor)
    for chosen, titles in [
        ({}, {"发微博", "发公众号"}),
        ({"platforms": weibo.pk}, {"发微博"}),
        ({"section": tree.culture.pk}, {"发公众号"}),
        ({"owner": editor.pk}, {"发公众号"}),
        ({"owner": editor.pk, "platforms": weibo.pk}, set()),
        ({"owner": "nonsense"}, set()),
    ]:
        page = screen(editor_client.get(url("calendar"), {"month": "2026-05", **chosen}))
        assert {link.get_text() for link in page.select(".plan-entry a")} == titles


def rows(response) -> list[list[str]]:
    found = screen(response).select("table.listing tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")] for row in found]


@pytest.fixture
def three_items(tree, editor):
    wechat = PlatformFactory(name="公众号")
    page = NewsPageFactory(parent=tree.news, first_published_at=shanghai(2026, 5, 10, 12))
    make_item(wechat, title="晚了", planned_at=shanghai(2026, 5, 8, 10), page=page, section=tree.news, owner=editor)
    make_item(wechat, title="没写", planned_at=shanghai(2026, 5, 9, 10), section=tree.culture)
    make_item(title="将来", planned_at=shanghai(2026, 6, 30, 10))
    make_post(wechat, page, state=PostState.POSTED, url="https://a.example/1", posted_at=shanghai(2026, 5, 10, 13))
    PlatformPost.objects.update(planned_item=PlannedItem.objects.get(title="晚了"))


@time_machine.travel(shanghai(2026, 5, 20, 10), tick=False)
def test_planned_stands_beside_real(editor_client, three_items):
    response = editor_client.get(url("plan"))
    assert [(row[0], row[2], row[3], row[4], row[1]) for row in rows(response)] == [
        ("将来", "2026-06-30 10:00", "–", "–", "待撰写"),
        ("没写", "2026-05-09 10:00", "–", "已超11天", "待撰写 迟于计划"),
        ("晚了", "2026-05-08 10:00", "2026-05-10 12:00", "晚2天2小时", "已发布 迟于计划"),
    ]
    assert rows(response)[2][5] == "公众号✓"
    tally = [cell.get_text() for cell in screen(response).select(".plan-tally dd")]
    assert tally == ["3", "1", "0", "2", "0"]


@pytest.mark.parametrize(
    ("parameters", "titles"),
    [
        ({"late": "yes"}, ["没写", "晚了"]),
        ({"state": "published"}, ["晚了"]),
        ({"state": "planned"}, ["将来", "没写"]),
        ({"q": "晚"}, ["晚了"]),
        ({"planned_at_from": "2026-05-09", "planned_at_to": "2026-05-09"}, ["没写"]),
        ({"planned_at_from": "nonsense"}, []),
        ({"state": "nonsense"}, []),
        ({"section": "nonsense"}, []),
        ({"ordering": "planned_at"}, ["晚了", "没写", "将来"]),
        ({"ordering": "nonsense"}, ["将来", "没写", "晚了"]),
        ({"p": "999"}, ["将来", "没写", "晚了"]),
    ],
)
def test_the_list_is_narrowed(editor_client, three_items, parameters, titles):
    with time_machine.travel(shanghai(2026, 5, 20, 10), tick=False):
        editor_client.force_login(PlannedItem.objects.get(title="晚了").owner)
        assert [row[0] for row in rows(editor_client.get(url("plan_results"), parameters))] == titles


@pytest.mark.parametrize("name", ["planned_at_from", "planned_at_to"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_last_of_days_break_no_filter(editor_client, three_items, name, day):
    for screen_name in ("plan_results", "calendar", "plan_export"):
        assert status(editor_client, url(screen_name), {name: day}) == 200


@time_machine.travel(shanghai(2026, 5, 20, 10), tick=False)
def test_the_export_holds_the_rows_of_the_list(editor_client, three_items):
    response = editor_client.get(url("plan_export"), {"late": "yes"})
    assert response["Content-Disposition"].startswith('attachment; filename="publication-plan-20260520')
    sheet = load_workbook(io.BytesIO(response.content)).active
    heading, first, second = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert heading[:5] == ["题目", "状态", "计划时间", "实际时间", "偏差"]
    assert first[0] == "没写"
    assert second[0] == "晚了"
    assert (second[1], second[4]) == ("已发布，迟于计划", "晚2天2小时")
    assert second[8:10] == ["公众号", "公众号：已发布 2026-05-10 13:00 https://a.example/1"]
    assert f"{second[2]:%Y-%m-%d %H:%M}" == "2026-05-08 10:00"


FORMULAS = ['=HYPERLINK("http://evil.example","看")', "+1", "-1", "@SUM(A1)", "＝1+1", "\tx", "#N/A"]


def test_t82_nothing_typed_becomes_a_formula(editor_client, tree):
    for text in FORMULAS:
        make_item(PlatformFactory(name=f"{text}号"), title=text, note=text)
    response = editor_client.get(url("plan_export"))
    sheet = load_workbook(io.BytesIO(response.content)).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
    assert {cell.value for cell in cells} >= set(FORMULAS)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if cell.value in FORMULAS and cell.value != "#N/A")


# --- Register ---


def platform_form(department, **changes):
    return {
        "name": "示例公众号",
        "kind": "wechat",
        "account_id": "chenqiao",
        "department": department.pk,
        "registration": "preparing",
        **dict.fromkeys(("administrator", "opened_on", "filing_number", "filed_on", "closing_on", "closed_on"), ""),
        "title_limit": "",
        "digest_limit": "",
        "note": "",
    } | changes


def test_a_platform_is_registered_and_changed(boss_client, department):
    boss_client.post(url("add_platform"), platform_form(department))
    platform = Platform.objects.get()
    form = platform_form(department, registration="active", opened_on="2026-05-01", filing_number="示备1号")
    response = boss_client.post(url("platform", platform.pk), form)
    assert "在用的账号请填写备案日期" in text_of(response)
    boss_client.post(url("platform", platform.pk), form | {"filed_on": "2026-05-08"})
    platform.refresh_from_db()
    assert platform.registration == Registration.ACTIVE
    actions = AuditEntry.objects.filter(subject_type="platforms.platform").values_list("action", flat=True)
    assert list(actions) == [Action.PLATFORM_CHANGED, Action.PLATFORM_ADDED]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "必填"),
        ({"kind": "nonsense"}, "选择"),
        ({"department": "999999"}, "选择"),
        ({"administrator": "999999"}, "选择"),
        ({"opened_on": "2999-01-01"}, "不能晚于今天"),
        ({"opened_on": "昨天"}, "有效的日期"),
        ({"registration": "closing"}, "申请关闭的日期"),
        ({"registration": "closed"}, "请填写关闭日期"),
        ({"title_limit": "-1"}, "0"),
        ({"title_limit": "99999999999"}, "10000"),
        ({"name": "已有的号"}, "已存在"),
    ],
)
def test_bad_entries_are_told_and_not_stored(boss_client, department, changes, words):
    PlatformFactory(name="已有的号")
    response = boss_client.post(url("add_platform"), platform_form(department) | changes)
    assert response.status_code == 200
    assert words in text_of(response)
    assert Platform.objects.count() == 1


def test_the_register_shows_who_sleeps_and_whose_filing_is_late(editor_client, tree):
    PlatformFactory(name="睡着的号")
    awake = PlatformFactory(name="在更的号")
    PlatformFactory(name="没备案", registration=Registration.PREPARING, filing_number="", filed_on=None)
    make_post(
        awake, NewsPageFactory(parent=tree.news), state="posted", url="https://a.example/", posted_at=timezone.now()
    )
    response = editor_client.get(url("register"))
    states = {row[0]: row[1] for row in rows(response)}
    assert states == {"睡着的号": "休眠", "在更的号": "已备案在用", "没备案": "筹备 备案逾期"}
    assert "有1个在用账号连续14天没有发布" in text_of(response)


def test_empty_lists_say_what_to_do(editor_client):
    assert "还没有计划。请点“新建计划”" in text_of(editor_client.get(url("plan")))
    assert "台账里还没有平台" in text_of(editor_client.get(url("register")))
    assert "还没有发布任务" in text_of(editor_client.get(url("posts")))


# --- Kit ---


@pytest.fixture
def piece(tree):
    return NewsPageFactory(
        parent=tree.news, title="职代会召开", summary="今天上午，职代会召开。", body=rich_body(), cover=ImageFactory(),
        cover_alt="会场",
    )  # fmt: skip


def test_the_kit_has_words_within_limits_for_each_platform(editor_client, piece, settings):
    settings.BASE_URL = "https://union.example.com"
    wechat = PlatformFactory(name="公众号")
    weibo = PlatformFactory(name="微博", kind=PlatformKind.WEIBO)
    PlatformFactory(name="官网", kind=PlatformKind.WEBSITE)
    PlatformFactory(name="旧号", registration=Registration.CLOSED, closed_on=timezone.localdate())
    page = screen(editor_client.get(url("kit", piece.pk)))
    assert [heading.get_text() for heading in page.select(".kit__head h2")] == ["公众号", "微博"]
    assert page.find(id=f"title-{wechat.pk}").get_text().strip() == "职代会召开"
    assert page.find(id=f"digest-{wechat.pk}").get_text().strip() == "今天上午，职代会召开。"
    words = page.find(id=f"digest-{weibo.pk}")
    address = f"https://union.example.com/news/{piece.slug}/"
    assert words.get_text().strip() == f"【职代会召开】今天上午，职代会召开。 {address}?via=kit"
    assert page.find("label", attrs={"for": f"title-{wechat.pk}"}).get_text().endswith("5/64")
    # Without JavaScript: fields to copy from are read-only, buttons that need it are hidden.
    assert all(field.has_attr("readonly") for field in page.select(".kit-field textarea"))
    assert all(button.has_attr("hidden") for button in page.select("[data-kit-copy]"))
    html = page.find(id=f"html-{wechat.pk}").get_text()
    inner = BeautifulSoup(html, "html.parser")
    assert not inner.find(["script", "style", "link", "iframe", "a"])
    assert not inner.find(attrs={"class": True})
    assert {image["src"].split("/media/")[0] for image in inner.find_all("img")} == {"https://union.example.com"}
    assert not page.find("iframe")["sandbox"]
    assert page.find(id=f"html-{weibo.pk}") is None
    assert page.select_one(".kit-code svg")


def test_pictures_come_as_a_zip_in_their_order(editor_client, piece):
    response = editor_client.get(url("kit_pictures", piece.pk))
    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[0] == "01-封面.jpg"
        assert [name[:2] for name in names] == [f"{number:02d}" for number in range(1, 7)]
        assert Image.open(io.BytesIO(archive.read(names[0]))).format == "JPEG"


def test_a_picture_that_is_gone_is_named_in_the_zip(editor_client, piece):
    piece.cover.file.storage.delete(piece.cover.file.name)
    response = editor_client.get(url("kit_pictures", piece.pk))
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.read("缺少的图片.txt").decode() == "01-封面.jpg\n"
    assert editor_client.get(url("kit", piece.pk)).status_code == 200


def test_see_through_pictures_and_large_ones_become_jpeg(editor_client, tree):
    from django.core.files.images import ImageFile

    file = ImageFile(io.BytesIO(picture_bytes(size=(3000, 100), format="PNG")), name="large.png")
    page = NewsPageFactory(parent=tree.news, cover=ImageFactory(file=file), cover_alt="长图")
    response = editor_client.get(url("kit_pictures", page.pk))
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert Image.open(io.BytesIO(archive.read("01-封面.jpg"))).size[0] == 2560


def test_a_piece_without_pictures_says_so(editor_client, tree):
    page = NewsPageFactory(parent=tree.news)
    PlatformFactory()
    assert "这篇稿件没有图片" in text_of(editor_client.get(url("kit", page.pk)))
    assert editor_client.get(url("kit_pictures", page.pk)).status_code == 404


def test_the_code_is_a_picture(editor_client, piece):
    response = editor_client.get(url("kit_code", piece.pk))
    assert response["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size[0] > 200


@pytest.mark.parametrize("name", ["kit", "kit_pictures", "kit_code"])
def test_what_is_not_approved_has_no_kit(editor_client, tree, name):
    draft = NewsPageFactory(parent=tree.news, live=False, title="还没有审核的标题")
    for page in (draft, tree.news):
        response = editor_client.get(url(name, page.pk), follow=True)
        assert "还没有通过初审和终审" in text_of(response)
        assert "还没有审核的标题" not in text_of(response)
    assert editor_client.get(url(name, 999999)).status_code == 404


def test_tasks_are_made_by_hand(editor_client, editor, piece):
    platform = PlatformFactory(name="公众号")
    form = {"tasks-platforms": [platform.pk], "tasks-assigned_to": editor.pk, "tasks-due_at": "2026-05-09 10:00"}
    form["step"] = "tasks"
    assert "已建立1项发布任务" in text_of(editor_client.post(url("kit", piece.pk), form, follow=True))
    post = PlatformPost.objects.get()
    assert (post.platform, post.assigned_to, post.title) == (platform, editor, "职代会召开")
    # Now there is nothing left to choose.
    assert "建立发布任务" not in text_of(editor_client.get(url("kit", piece.pk)))


def test_tasks_for_nothing_are_refused(editor_client, piece):
    PlatformFactory()
    response = editor_client.post(url("kit", piece.pk), {"step": "tasks", "tasks-due_at": "2026-05-09 10:00"})
    assert response.status_code == 200
    assert not PlatformPost.objects.exists()


def record(client, post, **changes):
    sent = {"url": "https://mp.example.com/s/1", "posted_at": "2026-05-08 10:00"} | changes
    form = {f"posted-{post.pk}-{name}": value for name, value in sent.items()}
    return client.post(url("kit", post.page_id), form | {"step": "record", "post": post.pk})


def test_a_post_is_recorded_with_address_and_time(editor_client, editor, piece):
    post = make_post(PlatformFactory(name="公众号"), piece)
    response = record(editor_client, post)
    assert response.url == f"{url('kit', piece.pk)}#post-{post.pk}"
    post.refresh_from_db()
    assert (post.state, post.recorded_by) == (PostState.POSTED, editor)
    assert post.posted_at == shanghai(2026, 5, 8, 10)
    assert "2026-05-08 10:00 https://mp.example.com/s/1" in text_of(editor_client.get(url("kit", piece.pk)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": ""}, "必填"),
        ({"url": "javascript:alert(1)"}, "URL"),
        ({"url": "ftp://a.example/"}, "URL"),
        ({"url": "https://a.example/" + "x" * 500}, "500"),
        ({"posted_at": ""}, "必填"),
        ({"posted_at": "2099-01-01 00:00"}, "不能晚于现在"),
        ({"posted_at": "0001-01-01 00:00"}, "核对年份"),
    ],
)
def test_a_bad_record_is_told_beside_the_field(editor_client, piece, changes, words):
    post = make_post(PlatformFactory(), piece)
    response = record(editor_client, post, **changes)
    assert response.status_code == 200
    section = screen(response).find(id=f"post-{post.pk}")
    assert words in section.get_text()
    post.refresh_from_db()
    assert post.state == PostState.WAITING


def test_not_posting_asks_for_a_reason(editor_client, piece):
    post = make_post(PlatformFactory(), piece)
    address, form = url("kit", piece.pk), {"step": "skip", "post": post.pk}
    refused = editor_client.post(address, form | {f"skip-{post.pk}-reason": "."})
    assert "请用几个字写明原因" in text_of(refused)
    editor_client.post(address, form | {f"skip-{post.pk}-reason": "不适合"})
    post.refresh_from_db()
    assert (post.state, post.reason) == (PostState.SKIPPED, "不适合")


def test_a_task_of_another_piece_is_not_found(editor_client, tree, piece):
    other = make_post(PlatformFactory(), NewsPageFactory(parent=tree.news))
    for step in ("record", "skip"):
        assert editor_client.post(url("kit", piece.pk), {"step": step, "post": other.pk}).status_code == 404


def test_tasks_are_listed_the_overdue_ones_marked(editor_client, piece):
    make_post(PlatformFactory(name="甲"), piece, due_at=timezone.now() - DAY)
    make_post(PlatformFactory(name="乙"), piece, due_at=timezone.now() + DAY)
    states = {row[1]: row[2] for row in rows(editor_client.get(url("posts")))}
    assert states == {"甲": "待发布 过期未办", "乙": "待发布"}
    assert [row[1] for row in rows(editor_client.get(url("posts_results"), {"late": "yes"}))] == ["甲"]


def test_a_public_piece_has_the_kit_among_its_buttons(editor_client, first_client, tree, piece):
    draft = NewsPageFactory(parent=tree.news, live=False)
    client = editor_client
    client.force_login(member("编辑", username="second"))
    assert url("kit", piece.pk) in client.get(reverse("wagtailadmin_pages:edit", args=[piece.pk])).content.decode()
    assert url("kit", draft.pk) not in client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()


# --- Home ---


def test_the_home_page_names_my_tasks(editor_client, editor, piece, first_reviewer):
    mine, nobodys, others = (PlatformFactory(name=name) for name in ("我的号", "无人的号", "别人的号"))
    make_post(mine, piece, assigned_to=editor, due_at=timezone.now() - DAY)
    make_post(nobodys, piece)
    make_post(others, piece, assigned_to=first_reviewer)
    panel = screen(editor_client.get(reverse("wagtailadmin_home"))).select_one(".work").get_text(" ")
    assert "在我的号发布" in panel
    assert "在无人的号发布" in panel
    assert "在别人的号发布" not in panel
    assert "已逾期1天" in panel


def test_without_anything_to_do_there_is_no_panel(editor_client, client, piece):
    assert "去发布" not in text_of(editor_client.get(reverse("wagtailadmin_home")))
    make_post(PlatformFactory(name="睡着的号"), piece)
    client.force_login(member("审计员"))
    assert "睡着的号" not in text_of(client.get(reverse("wagtailadmin_home")))


# --- Numbers of queries ---


def fill(tree, editor, number):
    for count in range(number):
        page = NewsPageFactory(parent=tree.news, cover=ImageFactory(), cover_alt="会场", body=rich_body())
        platforms = [PlatformFactory(administrator=member("编辑", username=f"u{Platform.objects.count()}"))]
        platforms.append(PlatformFactory())
        item = make_item(
            *platforms, title=f"第{count}项", page=page, section=tree.news, owner=editor, planned_at=timezone.now()
        )
        make_post(platforms[0], page, planned_item=item, assigned_to=editor)
    return page


def counted(client, django_assert_num_queries, address, number):
    status(client, address)  # what is remembered, renditions and content types
    with django_assert_num_queries(number):
        assert status(client, address) == 200


@pytest.mark.parametrize(
    ("name", "number"),
    [("calendar", 20), ("plan", 22), ("plan_export", 12), ("register", 17), ("posts", 17)],
)
@pytest.mark.parametrize("rows_there", [1, 12])
def test_a_list_costs_the_same_with_one_row_and_with_many(
    editor_client, editor, tree, django_assert_num_queries, name, number, rows_there
):
    fill(tree, editor, rows_there)
    counted(editor_client, django_assert_num_queries, url(name), number)


@pytest.mark.parametrize("platforms", [1, 12])
def test_a_kit_costs_the_same_with_one_platform_and_with_many(
    editor_client, editor, tree, django_assert_num_queries, platforms
):
    page = fill(tree, editor, 1)
    for _number in range(platforms):
        make_post(PlatformFactory(), page)
    counted(editor_client, django_assert_num_queries, url("kit", page.pk), 23)


@pytest.mark.parametrize("tasks", [1, 12])
def test_what_is_offered_costs_the_same_with_one_task_and_with_many(editor, tree, django_assert_num_queries, tasks):
    fill(tree, editor, tasks)
    editor.has_perm("platforms.view_platform")
    with django_assert_num_queries(1):
        assert len(list(offer_work(editor, timezone.now()))) == tasks
