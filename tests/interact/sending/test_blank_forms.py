"""A blank form is kept for all readers; what is one person's own is never in it (S-3.4, T62, T79)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from interact.models import ChannelRouting, FeedbackSettings
from tests.clients import signed_in
from tests.factories import DepartmentFactory, UserFactory
from tests.interact.writing import PATHS, SUBJECT, Writer, shown_receipt
from tests.releasing import publish
from unionsite.core import generation
from unionsite.core.models import SiteSettings

pytestmark = pytest.mark.django_db
# What differs each time somebody opens the form.
OWN = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<=name="(?:stamp)" value=")[^"]+|(?<=name="staging" value=")[^"]+'
    r'|(?<=name="picture" value=")[^"]+|(?<=data-challenge=")[^"]+|(?<=class="write__picture" src=")[^"]+'
)


def opened(client, path=PATHS["suggestion"]) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def without_own(html: str) -> str:
    return OWN.sub("", html)


@pytest.fixture
def suggestion(tree):
    return tree.home.get_descendants().get(slug="suggestions", locale=tree.home.locale).specific


# --- What is kept, and what is not ---


@pytest.mark.parametrize("path", [*PATHS.values(), "/en/interact/suggestions/"])
def test_a_kept_form_is_the_form_as_it_is_drawn_anew(tree, path):
    first, second = opened(Client(), path), opened(Client(), path)
    generation.forget()
    assert without_own(first) == without_own(second) == without_own(opened(Client(), path))


def test_everybody_has_a_stamp_a_captcha_and_tokens_of_their_own(tree):
    pages = [opened(Client()) for _person in range(3)]
    own = [OWN.findall(html) for html in pages]
    assert [len(found) for found in own] == [6, 6, 6]
    assert len({value for found in own for value in found}) == 18


def test_two_people_send_what_each_began(write, client, clock):
    one, other = Writer(Client(), clock).open(), Writer(Client(), clock).open()
    assert "receipt" in one.post(one.values(subject="第一件")).context
    assert "receipt" in other.post(other.values(subject="第二件")).context
    assert shown_receipt(one.response) != shown_receipt(other.response)
    assert shown_receipt(one.response) not in other.response.content.decode()


def test_the_kept_form_is_sent_with_its_own_token(tree, clock):
    client = Client(enforce_csrf_checks=True)
    opened(Client())
    writer = Writer(client, clock).open()
    assert writer.post(writer.values()).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', opened(client))[1]
    writer.open()
    assert "receipt" in writer.post(writer.values(csrfmiddlewaretoken=token)).context


def test_what_somebody_typed_is_shown_to_nobody_else(tree, clock):
    plain = without_own(opened(Client()))
    wrong = Writer(Client(), clock).open()
    wrong.post(wrong.values(subject="只有我写的话", text="", consent=""))
    assert "只有我写的话" in wrong.response.content.decode()
    assert "还没有提交" in wrong.response.content.decode()
    assert without_own(opened(Client())) == plain


def test_what_an_address_fills_in_is_shown_to_nobody_else(tree):
    for _time in range(2):
        assert "查不到的事" in opened(Client(), f"{PATHS['suggestion']}?subject=查不到的事")
        assert "查不到的事" not in opened(Client())
        assert "/news/" in opened(Client(), f"{PATHS['correction']}?page=/news/").partition('id="id_page"')[0][-200:]
        assert 'value="' not in re.search(r'<input[^>]+id="id_page"[^>]*>', opened(Client(), PATHS["correction"]))[0]


def test_a_begun_form_is_shown_to_nobody_else(tree):
    plain = opened(Client())
    assert "data-brought" in Client().post(PATHS["suggestion"], {"action": "begin", "text": ""}).content.decode()
    assert "带来的话" in Client().post(PATHS["suggestion"], {"action": "begin", "text": "带来的话"}).content.decode()
    assert without_own(opened(Client())) == without_own(plain)


def test_the_name_of_who_has_signed_in_is_shown_to_nobody_else(tree):
    person = UserFactory(name="孙小满", phone="13800001234", employee_number="A1024")
    plain = without_own(opened(Client()))
    for _time in range(2):
        assert "孙小满" in opened(signed_in(person))
        assert without_own(opened(Client())) == plain
        assert "13800001234" not in opened(signed_in(UserFactory(name="别人", phone="")))


# --- What changes ---


def test_a_closed_channel_is_closed_at_once_and_opens_again(tree, django_capture_on_commit_callbacks):
    routing = ChannelRouting(channel="suggestion")
    for is_open in (True, False, True):
        with django_capture_on_commit_callbacks(execute=True):
            routing.is_open = is_open
            routing.save()
        for _time in range(2):
            html = opened(Client())
            assert ('name="stamp"' in html, "暂时不接收" in html) == (is_open, not is_open)


def test_changed_limits_words_and_notices_are_shown_at_once(tree, suggestion, django_capture_on_commit_callbacks):
    def change(instance, **values):
        before = opened(Client())
        with django_capture_on_commit_callbacks(execute=True):
            for name, value in values.items():
                setattr(instance, name, value)
            instance.save()
        return before, opened(Client())

    before, after = change(FeedbackSettings.load(), identity_days=77)
    assert ("77天" in before, "77天" in after) == (False, True)
    before, after = change(SiteSettings.objects.get(), phone="0512-1234567")
    assert ("0512-1234567" in before, "0512-1234567" in after) == (False, True)
    suggestion.intro = "<p>改过的说明</p>"
    with django_capture_on_commit_callbacks(execute=True):
        publish(suggestion)
    assert "改过的说明" in opened(Client())


def test_a_new_department_can_be_kept_out_at_once(tree):
    DepartmentFactory(code="a", name="质量部")
    assert "质量部" in opened(Client(), PATHS["report"])
    DepartmentFactory(code="b", name="动力部")
    assert "动力部" in opened(Client(), PATHS["report"])


def test_the_dates_that_are_promised_move_with_the_day(tree, clock):
    today = opened(Client())
    clock.move_to(timezone.now() + timedelta(days=10))
    assert without_own(opened(Client())) != without_own(today)


def test_each_language_has_its_own(tree):
    for _time in range(2):
        assert '<html lang="zh-Hans">' in opened(Client())
        assert '<html lang="en">' in opened(Client(), "/en/interact/suggestions/")


# --- The receipt ---


def test_the_kept_receipt_shows_each_their_own(write, clock):
    codes = set()
    for channel in ("suggestion", "report", "suggestion", "report"):
        writer = Writer(Client(), clock, channel)
        writer.send(subject=SUBJECT)
        html, code = writer.response.content.decode(), shown_receipt(writer.response)
        assert html.count(code) == 3
        assert not any(other in html for other in codes)
        assert (writer.path in html) == (channel in html)
        codes.add(code)
    assert len(codes) == 4
