"""The first screen of a phone, the head in one row, 长辈版 as a home of its own, and reading aloud."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
# What a phone of 390 by 844 shows between its browser's bars.
SEEN = {"width": 390, "height": 787}
# A browser with a Chinese voice, which the one of the tests lacks: it speaks until `finish` is called.
VOICE = """() => {
  const voices = [{lang: "en-US"}, {lang: "zh-TW"}, {lang: "zh-CN"}];
  window.said = [];
  window.finish = () => { const one = window.speaking; window.speaking = null; one.onend(); };
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  Object.defineProperty(window, "speechSynthesis", {value: {
    getVoices: () => voices, addEventListener: () => {},
    speak: one => { window.speaking = one; window.said.push(`${one.lang} ${one.text}`); },
    cancel: () => { const one = window.speaking; window.speaking = null; if (one) one.onend(); },
  }});
}"""


def bottom(locator) -> float:
    box = locator.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("address", ["/", "/en/"])
def test_the_first_screen_of_a_phone_serves(visit, address):
    page = visit(viewport=SEEN)
    page.goto(address)
    end = page.locator(".thumb").bounding_box()["y"]
    expect(page.locator("#front-q")).to_be_visible()
    expect(page.locator(".tasks__list a")).to_have_count(4)
    for part in (*page.locator(".tasks__list a").all(), page.locator(".proof a")):
        assert bottom(part) <= end, part.inner_text()


@pytest.mark.parametrize("easy", [False, True], ids=["plain", "easy"])
@pytest.mark.parametrize("width", [320, 390])
def test_the_head_is_one_row(visit, width, easy):
    page = visit(viewport={"width": width, "height": 640}, easy=easy)
    for address in ("/", "/en/"):
        page.goto(address)
        mark, tools = page.locator(".wordmark").bounding_box(), page.locator(".head__tools").bounding_box()
        assert tools["y"] < mark["y"] + mark["height"] / 2 < tools["y"] + tools["height"], address
        assert page.locator(".head").bounding_box()["height"] <= 80, address
        assert page.locator(".wordmark svg").bounding_box()["y"] >= 8, address


def test_easy_mode_has_a_home_of_its_own(visit):
    page = visit(viewport=PHONE)
    page.goto("/")
    doors = page.locator(".doors__list a")
    expect(doors.first).to_be_hidden()
    page.get_by_role("button", name="长辈版").click()
    expect(page.locator(".doors__list strong")).to_have_text(
        ["找答案", "我要说", "查进度", "打电话", "参加活动", "看新闻"]
    )
    places = [door.bounding_box() for door in doors.all()]
    assert len({place["x"] for place in places}) == 1, "one column"
    assert all(place["height"] >= 72 for place in places)
    for rest in (".tasks", ".sections"):
        expect(page.locator(rest)).to_be_hidden()
    places = [page.locator(part).bounding_box()["y"] for part in (".find", ".front__news", ".take-part")]
    assert bottom(doors.last) < places[0]
    assert places == sorted(places)


def test_easy_mode_reads_aloud(site, visit):
    page = visit(viewport=PHONE)
    page.add_init_script(f"({VOICE})()")
    page.goto(site.pages["news_piece"])
    button = page.locator(".aloud button").first
    expect(button).to_be_hidden()
    page.get_by_role("button", name="长辈版").click()
    expect(button).to_have_text("朗读全文")
    title = page.locator("h1").inner_text()

    button.click()
    expect(button).to_have_text("暂停")
    assert page.evaluate("said") == [f"zh-CN {title}"]
    page.evaluate("finish()")
    assert page.evaluate("said.length") == 2
    assert page.locator(".is-read-aloud").count() == 1
    # Android's browsers cannot pause: the sentence begins anew.
    button.click()
    expect(button).to_have_text("继续朗读")
    button.click()
    said = page.evaluate("said")
    assert said[1] == said[2]
    page.get_by_role("button", name="停止").click()
    expect(button).to_have_text("朗读全文")
    expect(page.locator(".is-read-aloud")).to_have_count(0)


def test_without_a_voice_nothing_offers_to_read(site, visit):
    page = visit(viewport=PHONE, easy=True)
    with page.expect_response(lambda answer: "aloud" in answer.url):
        page.goto(site.pages["news_piece"])
    expect(page.locator(".aloud")).to_be_hidden()
