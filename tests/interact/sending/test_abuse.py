"""Floods and programs are kept out, people are not (T79 to T81)."""

import base64
import json
from datetime import timedelta

import altcha
import pytest
from django.core.cache import cache, caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from interact.cases import receipts
from interact.models import Case, CaseFile
from interact.sending import abuse, captcha
from tests.counters import everything_in_the_caches
from tests.factories import UserFactory, picture_bytes
from tests.interact.writing import TEXT, case_of, errors, shown_receipt, solved

pytestmark = pytest.mark.django_db

DEAD_CACHE = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}


def letters_in(form) -> str:
    return captcha.letters_of(form["picture"].value(), now=timezone.localtime())


def a_file():
    return SimpleUploadedFile("现场.jpg", picture_bytes(), "image/jpeg")


# --- Programs ---


def test_a_filled_trap_is_told_and_cleared(write):
    writer = write().open()
    first = writer.form["stamp"].value()
    response = writer.post(writer.values(homepage="https://spam.example"))
    assert "程序自动发出" in errors(response)["__all__"][0]
    assert TEXT in response.content.decode()
    assert response.context["form"]["stamp"].value() != first
    assert case_of(writer.post())


def test_what_is_sent_within_three_seconds_is_asked_for_again(write):
    writer = write().open()
    response = writer.post(wait=2)
    assert "太快" in errors(response)["__all__"][0]
    assert not Case.objects.exists()
    assert case_of(writer.post(wait=2))


def test_who_left_something_out_is_told_that_and_not_of_haste(write):
    writer = write().open()
    assert set(errors(writer.post(writer.values(subject="", consent=""), wait=1))) == {"subject", "consent"}
    assert set(errors(writer.post(writer.values(identity="named", name=""), wait=1))) == {"name"}
    assert not Case.objects.exists()


@pytest.mark.parametrize("stamp", ["", "rubbish", "é", "x" * 5000, "old", "other-channel"])
def test_a_form_that_is_too_old_or_not_ours_is_asked_for_again(write, clock, stamp):
    writer = write().open()
    values = writer.values()
    if stamp == "old":
        clock.move_to(timezone.now() + timedelta(hours=24))
    elif stamp == "other-channel":
        values["stamp"] = write("question").open().form["stamp"].value()
    else:
        values["stamp"] = stamp
    response = writer.post(values)
    assert "打开的时间太久" in errors(response)["__all__"][0]
    assert TEXT in response.content.decode()
    assert not Case.objects.exists()
    assert case_of(writer.post())


# --- Captcha ---


def test_t79_either_proof_is_enough(write):
    writer = write().open()
    assert case_of(writer.post(writer.values(picture="")))
    writer.open()
    lower = letters_in(writer.form).lower()
    assert case_of(writer.post(writer.values(proof="", letters=f" {lower} ")))
    writer.open()
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in letters_in(writer.form))
    assert case_of(writer.post(writer.values(proof="nonsense", letters=wide)))


def test_t79_no_javascript_finds_a_picture_that_is_kept_nowhere(write, client, django_assert_num_queries):
    writer = write().open()
    page = writer.response.content.decode()
    assert writer.form.picture_address in page
    assert "登录后提交也不用验证" in page
    with django_assert_num_queries(0):
        response = client.get(writer.form.picture_address)
    assert response["Content-Type"] == "image/png"
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert response.content == client.get(writer.form.picture_address).content
    assert receipts.grouped(writer.form.stamp.receipt) not in writer.form.picture_address


@pytest.mark.parametrize("token", ["x", "a.b", "A" * 500, "é"])
def test_a_picture_of_somebody_else_is_not_there(client, routing, tree, token):
    assert client.get(reverse("captcha_picture", args=[token])).status_code == 404


def of_another_form(values, other):
    return {**values, "proof": solved(other.challenge)}


def picture_of_another_form(values, other):
    return {**values, "proof": "", "picture": other["picture"].value(), "letters": letters_in(other)}


def of_another_host(values, _other):
    challenge = json.loads(base64.b64decode(values["proof"]))["challenge"]["parameters"]
    foreign = altcha.create_challenge(
        captcha.ALGORITHM, 1, counter=5, data=challenge["data"], hmac_secret="the key of another site"
    )
    return {**values, "proof": altcha.Payload(foreign, altcha.solve_challenge(foreign)).to_base64()}


def with_longer_life(values, _other):
    payload = json.loads(base64.b64decode(values["proof"]))
    payload["challenge"]["parameters"]["expiresAt"] += 86400
    return {**values, "proof": base64.b64encode(json.dumps(payload).encode()).decode()}


def without_work(values, _other):
    """All that the challenge says of its solution, and nothing that has to be worked for."""
    payload = json.loads(base64.b64decode(values["proof"]))
    known = payload["challenge"]["parameters"]["keyPrefix"]
    payload["solution"] |= {"counter": 0, "derivedKey": known.ljust(64, "0")}
    return {**values, "proof": base64.b64encode(json.dumps(payload).encode()).decode()}


def with_the_signature_as_the_key(values, _other):
    payload = json.loads(base64.b64decode(values["proof"]))
    payload["solution"]["derivedKey"] = payload["challenge"]["parameters"]["keySignature"]
    return {**values, "proof": base64.b64encode(json.dumps(payload).encode()).decode()}


def without_the_signature_of_the_key(values, _other):
    """As in a form from before there was one, whose solution is worked out again; here its challenge is changed."""
    payload = json.loads(base64.b64decode(values["proof"]))
    del payload["challenge"]["parameters"]["keySignature"]
    return {**values, "proof": base64.b64encode(json.dumps(payload).encode()).decode()}


def odd(text):
    def change(values, _other):
        return {**values, "proof": text}

    return change


def wrong_letters(values, _other):
    return {**values, "proof": "", "letters": "22222"}


@pytest.mark.parametrize(
    "change",
    [
        lambda values, _other: {**values, "proof": ""},
        of_another_form,
        picture_of_another_form,
        of_another_host,
        with_longer_life,
        without_work,
        with_the_signature_as_the_key,
        without_the_signature_of_the_key,
        wrong_letters,
        odd("rubbish"),
        odd("é"),
        odd("x" * 5000),
        odd(base64.b64encode(b"[]").decode()),
        odd(base64.b64encode(b'{"challenge": {"parameters": {"data": {"form": 5}}}}').decode()),
        odd(base64.b64encode(b"[" * 1400).decode()),
    ],
    ids=[
        "missing",
        "replayed",
        "picture-replayed",
        "wrong-host",
        "longer-life",
        "no-work",
        "signature-as-key",
        "no-signature-of-key",
        "wrong-letters",
        "rubbish",
        "no-ascii",
        "long",
        "list",
        "number",
        "deep",
    ],
)
def test_t79_a_proof_that_does_not_hold_is_refused_with_a_fresh_one(write, change):
    other = write().open().form
    writer = write().open()
    before = writer.form["picture"].value()
    response = writer.post(change(writer.values(), other))
    assert set(errors(response)) == {"letters"}
    assert 'id="id_letters_error"' in response.content.decode()
    assert TEXT in response.content.decode()
    assert response.context["form"]["picture"].value() not in ("", before)
    assert not Case.objects.exists()
    assert case_of(writer.post())


def test_t79_a_proof_that_was_used_makes_no_second_case(write):
    writer = write().open()
    values = writer.values()
    assert case_of(writer.post(values))
    assert "receipt" not in writer.post({**values, "text": "别的内容"}).context
    assert Case.objects.count() == 1


def test_t79_an_old_proof_is_worth_nothing(clock):
    receipt = receipts.new_receipt()
    now = timezone.localtime()
    payload, token = solved(captcha.new_challenge(receipt, now=now)), captcha.new_picture(receipt, now=now)
    letters = captcha.letters_of(token, now=now)
    assert captcha.is_solved(payload, receipt)
    assert captcha.is_typed(letters, token, receipt, now=now)
    clock.move_to(now + timedelta(hours=24, seconds=5))
    assert not captcha.is_solved(payload, receipt)
    assert not captcha.is_typed(letters, token, receipt, now=timezone.localtime())
    assert captcha.letters_of(token, now=timezone.localtime()) is None


def test_one_picture_cannot_be_guessed_at_for_long(write):
    writer = write().open()
    values = writer.values(proof="")
    right = letters_in(writer.form)
    for _try in range(abuse.WRONG_LETTERS.number):
        writer.post({**values, "letters": "22222"})
    assert "letters" in errors(writer.post({**values, "letters": right}))
    assert not Case.objects.exists()


def test_signed_in_employees_see_no_captcha(write, client):
    client.force_login(UserFactory())
    writer = write().open()
    assert "data-captcha" not in writer.response.content.decode()
    assert case_of(writer.post(writer.values()))


# --- Floods ---


def test_t80_a_flood_from_one_address_is_stopped_and_others_are_not(write, settings):
    settings.FEEDBACK_SENDINGS_AN_HOUR = 3
    flooding = write(REMOTE_ADDR="203.0.113.77")
    for _number in range(3):
        flooding.send()
    flooding.open()
    values = flooding.values()
    response = flooding.post(values)
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "过一会儿再按" in errors(response)["__all__"][0]
    assert TEXT in response.content.decode()
    assert Case.objects.count() == 3
    assert write(REMOTE_ADDR="203.0.113.78").send()
    flooding.clock.move_to(timezone.now() + timedelta(hours=1))
    assert case_of(flooding.post())


def test_t80_whoever_presses_twice_at_the_limit_still_sees_the_receipt(write, settings):
    settings.FEEDBACK_SENDINGS_AN_HOUR = 1
    writer = write().open()
    values = writer.values()
    assert shown_receipt(writer.post(values)) == shown_receipt(writer.post(values))


def test_t80_the_counters_do_not_tell_who_was_counted(write):
    write(REMOTE_ADDR="203.0.113.77").send(files=[a_file()])
    cached = "\n".join(everything_in_the_caches())
    assert "limit:feedback-sendings" in cached
    assert "203.0.113.77" not in cached


def test_t80_too_many_files_leave_the_door_open_for_text(write, settings):
    settings.FEEDBACK_FILES_AN_HOUR = 2
    for number in range(2):
        write(REMOTE_ADDR=f"203.0.113.{number}").send(files=[a_file()])
    writer = write("report", REMOTE_ADDR="203.0.113.9").open()
    assert "附件暂时不能接收" in writer.response.content.decode()
    response = writer.post(writer.values(files=[a_file()]))
    assert "附件没有收下" in response.content.decode()
    assert case_of(response).body["text"] == TEXT
    assert CaseFile.objects.count() == 2


def test_t81_without_the_cache_text_comes_in_with_a_captcha_and_files_do_not(write, settings):
    settings.CACHES = dict.fromkeys(caches.settings, DEAD_CACHE)
    with pytest.raises(Exception, match=r"(?i)connect|refused"):
        cache.get("anything")
    writer = write().open()
    assert "附件暂时不能接收" in writer.response.content.decode()
    assert "letters" in errors(writer.post(writer.values(proof="")))
    response = writer.post(writer.values(files=[a_file()]))
    assert case_of(response).body["text"] == TEXT
    assert not CaseFile.objects.exists()
