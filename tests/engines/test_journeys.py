"""What an employee does on a phone, in WebKit (iPhones, and WeChat on them) and in Firefox."""

import pytest

from tests.browser.content import COLLEAGUE, EMPLOYEE, PASSWORD, RIGHT
from tests.browser.test_activities import OLD_ENOUGH
from tests.factories import picture_bytes

pytestmark = pytest.mark.engines

# A person takes part once.
PERSON = {"webkit": EMPLOYEE, "firefox": COLLEAGUE}


@pytest.fixture(autouse=True)
def nothing_lies_beside(phone):
    yield
    assert phone.sideways() == 0


def is_old_enough(phone) -> None:
    phone.wait(lambda: phone.run(f"return ({OLD_ENOUGH})()"))


def sign_in_and_send(phone, button: str) -> None:
    phone.write("[name=sign_in-username]", PERSON[phone.name])
    phone.write("[name=sign_in-password]", PASSWORD)
    is_old_enough(phone)
    phone.follow("main button", button)


def open_from_list(phone, title: str) -> None:
    phone.open("/interact/activities/")
    phone.follow("main a", title)


def test_searching_and_reading_an_answer(phone, site):
    phone.follow(".tool--search")
    phone.write("#search-q", "年假没休完")
    phone.follow(".search__form button")
    phone.says("h1", "年假没休完")
    phone.follow(".hit a")
    phone.says("h1", "年假有几天，没休完怎么补")
    phone.open(site.pages["rights_answer"])
    phone.part("main h1")


def test_a_calculator_tells_what_is_missing_and_calculates(phone):
    phone.open("/rights/calculators/overtime/")
    phone.press("main form.form button[type=submit]")
    phone.says(".error-list", "月工资")
    phone.write("#id_wage", "6000")
    phone.write("#id_weekday_hours", "3")
    phone.follow("main form.form button[type=submit]")
    phone.says(".result__value", "元")


def test_a_suggestion_with_a_picture_and_its_receipt(phone, tmp_path):
    picture = tmp_path / "现场.png"
    picture.write_bytes(picture_bytes())
    phone.open("/interact/suggestions/")
    phone.write("#id_subject", "夜班食堂早关门")
    phone.write("#id_text", "十一点下班，十点半已经关门。")
    phone.choose_file("#id_files", picture)
    phone.says("[data-staged] .write__name", "现场.png")
    phone.press("#id_consent")
    is_old_enough(phone)
    phone.follow("[data-send]")
    receipt = phone.words_of(phone.part(".receipt__code"))
    assert receipt.count("-") == 4


def test_a_vote_and_its_receipt(phone):
    open_from_list(phone, "最美职工评选")
    phone.press("#choice-2")
    sign_in_and_send(phone, "投票")
    phone.says("h1", "投票成功")
    phone.part(".receipt__code")


def test_a_quiz(phone):
    open_from_list(phone, "普法知识竞赛")
    phone.follow("main button", "登录后答题")
    phone.write("[name=username]", PERSON[phone.name])
    phone.write("[name=password]", PASSWORD)
    phone.follow("main button", "登录")
    phone.follow("main button", "开始答题")
    for number in range(1, len(RIGHT) + 1):
        phone.says("h1", f"第{number}题")
        wanted = RIGHT[phone.words_of(phone.part(".quiz-question__text"))]
        if phone.has("[name=text]"):
            phone.write("[name=text]", wanted[0])
        for text in [] if phone.has("[name=text]") else wanted:
            phone.press("main label", text)
        phone.follow("main button", "下一题" if number < len(RIGHT) else "保存并交卷")
    phone.follow("main button", "交卷")
    phone.says(".quiz-mine__score", "15分")


def test_signing_up(phone):
    open_from_list(phone, "亲子秋游")
    phone.write("[name=companion-1-name]", "郑小禾")
    phone.write("[name=companion-1-relation]", "子女")
    phone.write("[name=question-bus]", "南门")
    sign_in_and_send(phone, "报名")
    phone.says(".notice", "报名成功")
    phone.part(".signup__qr svg")


def test_a_word_in_a_discussion(phone):
    open_from_list(phone, "食堂怎样办得更好")
    phone.press("main a", "我要发言、提问")
    phone.write("[name=text]", "希望周三也有面食窗口。")
    sign_in_and_send(phone, "发送")
    phone.says("#mine .post", "希望周三也有面食窗口。")


def test_easy_mode_stays(phone):
    phone.open("/menu/")
    phone.press("button", "长辈版")
    phone.open("/")
    assert phone.run("return document.documentElement.dataset.mode") == "easy"
    assert phone.run("return parseFloat(getComputedStyle(document.body).fontSize)") > 18
    phone.run("localStorage.clear()")
