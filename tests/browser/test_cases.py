"""A report on its whole way: sent from a phone, asked about, answered, rated; afterwards nothing of it lies about."""

import io
import json
import os
import pickle
import re
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import expect

from tests.browser import entering
from tests.browser.auditing import axe_faults, staff_faults, target_faults, width_faults
from tests.browser.beside import run_beside
from tests.browser.conftest import PHONE
from tests.browser.content import ADMIN
from tests.browser.moving import follow, says
from tests.browser.traces import cached, everything, files, pattern, rows, traces

pytestmark = pytest.mark.browser

SUBJECT = "梧桐三号库房私锁逃生门"
TEXT = "值夜班的芮队长把逃生门用铁链锁住，钥匙自己带走，已经连续十一个晚上。"
PHOTO = "铁链锁门实拍0731.jpg"
QUESTION = "请问铁链是哪一天换上的，现在谁拿钥匙？"
SUPPLEMENT = "铁链是霜降那天换上的，钥匙在芮队长柜子里。"
REPLY = "已当场拆除铁链，逃生门改装推杆锁，芮队长停职检查。"
THANKS = "谢谢办得这样快，夜班的人放心了。"
# Parts of what employee and handler wrote that stand nowhere else on the site.
WORDS = ["私锁逃生门", "用铁链锁住", "连续十一个晚上", "铁链锁门实拍"]
WORDS += ["哪一天换上的", "霜降那天", "改装推杆锁", "办得这样快"]
# What the employee's browser says of itself, and where it is.
DEVICE, ADDRESS = "TongPhone-K7731", "10.173.88.241"
AGENT = f"Mozilla/5.0 (Linux; Android 14; {DEVICE}) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36"
CAMERA = "Lychee-Camera-5519"
RECEIPT = re.compile(r"(?:[A-Z2-9]{4}-){4}[A-Z2-9]{4}")
MAKE, GPS = 0x010F, 0x8825
IN_MEMORY = 2_621_440  # a larger upload passes through a file


def photo() -> bytes:
    """As a phone takes it: large, with maker and place."""
    picture = Image.frombytes("RGB", (2000, 1500), os.urandom(2000 * 1500 * 3))
    exif = Image.Exif()
    exif[MAKE] = CAMERA
    exif[GPS] = {1: "N", 2: (30.0, 15.0, 7.31), 3: "E", 4: (120.0, 9.0, 55.7)}
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=90, exif=exif)
    assert len(content.getvalue()) > IN_MEMORY
    return content.getvalue()


@pytest.fixture
def employee(visit):
    """`employee()`: a fresh browser on the employee's phone."""
    return lambda: visit(viewport=PHONE, user_agent=AGENT, extra_http_headers={"X-Forwarded-For": ADDRESS})


@pytest.fixture
def handler(visit):
    page = visit()
    entering.sign_in(page, "reports")
    return page


def faults_of(page) -> list[str]:
    """On the employee's page, at the phone's width and narrower."""
    faults = [*axe_faults(page), *target_faults(page), *width_faults(page, width=390), *width_faults(page, width=320)]
    page.set_viewport_size(PHONE)
    return [f"{page.url}: {fault}" for fault in faults]


def desk_faults(page) -> list[str]:
    page.locator("main h1").first.wait_for()
    return staff_faults(page)


def close(page) -> None:
    """The employee shuts the browser, which had been told nothing to keep."""
    held = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert not any(word in held for word in WORDS)
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrftoken", "case_visit", "case_visit_en"}
    page.context.close()


def report(page) -> tuple[str, list[str]]:
    """From the section's page to the receipt; returns it, and what was wrong with the pages."""
    page.goto("/interact/")
    follow(page.locator(".channels__list a", has_text="投诉举报"))
    page.fill("#id_subject", SUBJECT)
    page.fill("#id_text", TEXT)
    page.set_input_files("#id_files", [{"name": PHOTO, "mimeType": "image/jpeg", "buffer": photo()}])
    page.check("#id_consent")
    faults = faults_of(page)
    # Faster than a person can be is not taken.
    page.wait_for_timeout(3100)
    follow(page.locator("[data-send]"))
    return page.locator(".receipt__code").inner_text(), faults + faults_of(page)


def come_back(page, receipt: str) -> list[str]:
    """With the receipt as somebody types it from a piece of paper."""
    page.goto("/interact/")
    follow(page.locator(".channels__list a", has_text="查进度"))
    faults = faults_of(page)
    page.fill("#id_receipt", receipt.lower().replace("-", " "))
    follow(page.get_by_role("button", name="查看进度", exact=True))
    expect(page).to_have_url(re.compile("/feedback/case/$"))
    return faults


def numbers(page) -> list[str]:
    """What waits in the handler's queue, which shows of a report no word of it."""
    page.goto("/admin/cases/")
    page.locator(".cases-tabs").wait_for()
    assert not any(word in page.content() for word in WORDS)
    return page.locator(".cases-row__facts span:first-child").all_inner_texts()


def open_case(page, number: str) -> None:
    """By keyboard alone: down the queue to the case, then open it."""
    waiting = numbers(page)
    for _row in waiting:
        page.keyboard.press("j")
        if number in page.locator(".cases-row", has=page.locator(":focus")).inner_text():
            break
    with page.expect_event("load"):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/admin/cases/\d+/$"))


def take_step(page, button: str, words: str = "") -> None:
    """Fill in the form of the step that is open, and press its button."""
    if words:
        page.fill("[name=words]", words)
    follow(page.locator(".cases-step, main").last.get_by_role("button", name=button, exact=True))
    says(page.locator(".messages"), "已完成")


def run_job(site, name: str) -> None:
    """A job of the scheduler, in a process of its own beside the server."""
    path = dict(row[:2] for row in settings.SCHEDULED_JOBS)[name]
    run_beside(site, path)


def test_t62_t63_t64_a_report_is_followed_to_its_end_and_leaves_no_trace(site, visit, employee, handler):
    waiting = numbers(handler)
    sending = employee()
    receipt, faults = report(sending)
    assert RECEIPT.fullmatch(receipt)
    close(sending)

    # The handler finds it, looks at the photograph and asks.
    (number,) = set(numbers(handler)) - set(waiting)
    faults += desk_faults(handler)
    open_case(handler, number)
    says(handler.locator(".cases-words"), SUBJECT)
    faults += desk_faults(handler)
    with handler.expect_download() as saved:
        handler.get_by_role("link", name=PHOTO, exact=True).click()
    assert saved.value.suggested_filename == PHOTO
    content = Path(saved.value.path()).read_bytes()
    assert not Image.open(io.BytesIO(content)).getexif()
    assert CAMERA.encode() not in content
    follow(handler.get_by_role("link", name="请职工补充", exact=True))
    faults += desk_faults(handler)
    take_step(handler, "请职工补充", QUESTION)

    # With the receipt alone the employee comes back, reads the question and answers it.
    answering = employee()
    faults += come_back(answering, receipt)
    says(answering.locator(".follow__ask"), QUESTION)
    faults += faults_of(answering)
    answering.get_by_role("link", name="去补充", exact=True).click()
    answering.fill("#supplement-words", SUPPLEMENT)
    follow(answering.locator("form[action$='/supplement/'] button[type=submit]"))
    answering.get_by_text("补充的内容已收到").wait_for()
    says(answering.locator(".timeline"), SUPPLEMENT)
    faults += faults_of(answering)
    close(answering)

    # The handler reads that, takes the case in hand, answers and replies.
    open_case(handler, number)
    says(handler.locator(".cases-history"), SUPPLEMENT)
    take_step(handler, "受理并分派")
    take_step(handler, "提交答复，请办理人审核", REPLY)
    expect(handler.locator("[name=words]")).to_have_value(REPLY)
    take_step(handler, "审核通过，答复职工")
    faults += desk_faults(handler)

    # The employee reads the reply and says how content they are.
    reading = employee()
    faults += come_back(reading, receipt)
    says(reading.locator(".timeline__row--reply"), REPLY)
    reading.check("input[name=satisfaction][value=good]")
    reading.fill("#rate-words", THANKS)
    faults += faults_of(reading)
    follow(reading.get_by_role("button", name="提交评价", exact=True))
    reading.get_by_text("谢谢您的评价").wait_for()
    faults += faults_of(reading)
    follow(reading.get_by_role("button", name="离开", exact=True).first)
    faults += faults_of(reading)
    close(reading)
    open_case(handler, number)
    says(handler.locator(".cases-history"), THANKS)

    faults += [fault for page in visit.pages for fault in page.watch.faults]
    assert not faults, "\n".join(faults)

    # What the site has stored by now: nothing says who it was or what it was about.
    run_job(site, "send_case_mails")
    stored = list(everything(site))
    assert traces(stored, pattern([*WORDS, CAMERA, DEVICE, ADDRESS], receipt)) == []
    ours = [(place, value) for place, value in rows(site.database) if place.startswith("interact_case")]
    assert traces(ours, pattern(["127.0.0.1"])) == []

    # A report is for the handler's list on the site; no mail has its number.
    assert traces(((place, value) for place, value in stored if "mails/" in place), pattern([number])) == []
    told = [(place, value) for place, value in stored if place.startswith("messaging_message")]
    assert traces(told, pattern(["有新的职工诉求需要办理"]))
    assert traces(told, pattern([number])) == []

    # The search finds what is there: the photograph's sealed file, the address asked for, the count of tries, and in
    # the log of what staff did that the handler looked, from where.
    places = {place for place, _content in stored}
    assert any(place.startswith("cases/") for place in places)
    assert traces(files(site.folder), pattern(["GET /feedback/case/"]))
    assert traces([*files(site.folder), *cached()], pattern(["limit:"])) or any("cache" in place for place in places)
    assert traces(rows(site.database), pattern(["127.0.0.1"]))


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode(),
        lambda text: json.dumps({"a": text}).encode(),
        lambda text: quote(f"/?q={text}").encode(),
        lambda text: b64encode(f"a{text}a".encode()),
        lambda text: b64encode(f"ab{text}".encode()),
        lambda text: pickle.dumps({"a": text}),
        lambda text: f"\\x{text.encode().hex()}".encode(),
    ],
)
def test_the_search_finds_words_however_they_are_written(written):
    assert all(traces([("place", written(word))], pattern([word])) for word in WORDS)


@pytest.mark.parametrize(
    "written", ["KA4994YKB895HRWXYBF5", "ka49-94yk-b895-hrwx-ybf5", "KA499 4YKB8 95HRW", "a=ka49%2094yk%20b8"]
)
def test_the_search_finds_half_a_receipt_in_any_groups(written):
    assert traces([("place", written.encode())], pattern([], "KA49-94YK-B895-HRWX-YBF5"))


def test_routing_and_the_stricter_limits_are_set_on_screens(visit):
    """By the administrator, who sees no case by it."""
    page = visit()
    entering.sign_in(page, ADMIN)
    page.goto("/admin/cases/routing/")
    faults = desk_faults(page)
    follow(page.get_by_role("link", name="投诉举报", exact=True))
    entering.confirm(page, ADMIN)
    faults += desk_faults(page)
    expect(page.locator("[name=handlers]:checked")).to_have_count(1)
    page.locator("[name=handlers]:checked").uncheck()
    follow(page.get_by_role("button", name="保存", exact=True))
    says(page.locator("main"), "开放的渠道至少要有一位办理人")
    page.locator("[name=handlers]").first.check()
    follow(page.get_by_role("button", name="保存", exact=True))
    says(page.locator(".messages"), "已保存")

    follow(page.get_by_role("link", name="办理期限：从严", exact=True))
    faults += desk_faults(page)
    follow(page.get_by_role("button", name="改用从严的期限", exact=True))
    says(page.locator("main"), "现在用的就是从严的期限")
    faults += page.watch.faults
    assert not faults, "\n".join(faults)
