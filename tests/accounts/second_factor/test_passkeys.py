"""Passkeys: bound while signed in, good at this site alone, once, for their owner; T01 to T26 hold with them."""

import json
import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.management import call_command
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from webauthn import base64url_to_bytes

from tests.accounts.second_factor.keys import SoftKey, question_of
from tests.accounts.second_factor.signing_in import (
    CODE,
    PASSKEY,
    ROUTES,
    SIGN_IN,
    code_of,
    give_code,
    give_password,
    is_in,
    is_led_to_sign_in,
    sign_in,
    wrong_code,
)
from tests.clients import SiteClient
from unionsite.accounts.choices import CODE_FAILURES_TO_ALERT, MOST_PASSKEYS, PENDING_LIFE, STEP_UP_LIFE
from unionsite.accounts.models import Passkey
from unionsite.accounts.second_factor.throttles import CODE_FAILURES
from unionsite.accounts.sign_in import staging
from unionsite.audit.choices import Action, Outcome
from unionsite.audit.models import AuditEntry

pytestmark = [pytest.mark.once, pytest.mark.django_db]
ADD, OVERVIEW, STEP_UP = (
    reverse("accounts:passkey_add"),
    reverse("accounts:second_factor"),
    reverse("accounts:step_up"),
)
WRONG = "通行密钥没有通过验证"
QUERIES = 11


class LocalClient(SiteClient):
    """Comes to the site under a name at which browsers take passkeys without https."""

    def __init__(self, **extra):
        super().__init__(SERVER_NAME="localhost", **extra)


@pytest.fixture(autouse=True)
def origins(settings):
    settings.PASSKEY_ORIGINS = ["http://localhost"]


@pytest.fixture
def client():
    return LocalClient()


@pytest.fixture
def inside(device):
    """The editor's browser, signed in by the code."""
    client = LocalClient()
    client.force_login(device.user)
    return client


def bind(client, key: SoftKey | None = None, name="办公室电脑") -> SoftKey:
    """A passkey added through its screen."""
    key = key or SoftKey()
    answer = client.post(ADD, {"name": name, "answer": key.create(question_of(client.get(ADD)))})
    assert (answer.status_code, answer["Location"]) == (302, OVERVIEW)
    return key


@pytest.fixture
def told(device, mailoutbox, django_capture_on_commit_callbacks):
    """What the owner of the account is told by mail of what `act` does: the subjects."""
    device.user.email = "owner@example.com"
    device.user.save()

    def subjects(act) -> list[str]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return [mail.subject for mail in mailoutbox if mail.to == ["owner@example.com"]]

    return subjects


@pytest.fixture
def key(inside) -> SoftKey:
    """One that the editor has bound and not used yet."""
    return bind(inside)


def ask(client, user, *, route=SIGN_IN) -> dict:
    """The question after the right password."""
    answer = give_password(client, user, route=route)
    assert (answer.status_code, answer["Location"]) == (302, PASSKEY)
    return question_of(client.get(PASSKEY))


def tell(client, answer: str, address=PASSKEY, **data):
    return client.post(address, {"answer": answer, **data})


def enter(client, user, key, *, route=SIGN_IN):
    return tell(client, key.get(ask(client, user, route=route)))


def passkey_of(device) -> Passkey:
    return Passkey.objects.get(user=device.user)


def entries(action, user):
    return AuditEntry.objects.filter(action=action, subject_id=str(user.pk))


# --- Signing in ---


@pytest.mark.parametrize("route", ROUTES)
def test_password_and_passkey_lead_in_by_every_way(client, device, key, route):
    answer = enter(client, device.user, key, route=route)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert is_in(client)
    assert client.session[DEVICE_ID_SESSION_KEY] == passkey_of(device).persistent_id
    assert passkey_of(device).last_used_at is not None
    assert entries(Action.SIGN_IN, device.user).exists()


def test_t01_t02_before_the_passkey_one_is_nobody(client, device, key):
    ask(client, device.user)
    assert SESSION_KEY not in client.session
    assert is_led_to_sign_in(client.get("/admin/"))
    assert client.post(reverse("accounts:active")).status_code in (302, 403)


def test_t07_the_session_is_another_after_it(client, device, key):
    question = ask(client, device.user)
    before = client.session.session_key
    tell(client, key.get(question))
    assert client.session.session_key != before
    old = LocalClient()
    old.cookies["sessionid"] = before
    assert not is_in(old)


def test_t21_it_leads_where_one_wanted_to_go_on_this_site(client, device, key):
    give_password(client, device.user, next=OVERVIEW)
    assert tell(client, key.get(question_of(client.get(PASSKEY))))["Location"] == OVERVIEW
    other = LocalClient()
    give_password(other, device.user, next="https://evil.example/")
    assert tell(other, key.get(question_of(other.get(PASSKEY))))["Location"] == "/admin/"


def test_the_code_stays_beside_it(client, device, key):
    give_password(client, device.user)
    page = client.get(CODE)
    assert PASSKEY in page.content.decode()
    assert give_code(client, code_of(device)).status_code == 302
    assert is_in(client)


def test_who_has_none_is_asked_for_the_code(client, device, other_device, key):
    give_password(client, other_device.user)
    assert client.get(PASSKEY)["Location"] == CODE
    assert PASSKEY not in client.get(CODE).content.decode()


def test_at_an_address_where_it_is_not_good_the_code_is_asked_for(device, key, settings):
    elsewhere = SiteClient()
    sign_in(elsewhere, device)
    assert "通行密钥只能在http://localhost上添加和使用" in elsewhere.get(OVERVIEW).content.decode()
    assert elsewhere.get(ADD)["Location"] == OVERVIEW
    settings.PASSKEY_ORIGINS = ["http://union.example.com", "https://10.0.0.1"]
    assert "没有启用https" in elsewhere.get(OVERVIEW).content.decode()


# --- What is no answer ---


OTHER = "00" * 32


@pytest.mark.parametrize(
    "falsify",
    [
        pytest.param(lambda key, asked: key.get(asked, origin="https://localhost.evil.example"), id="phishing page"),
        pytest.param(lambda key, asked: key.get(asked, origin="http://localhost:8001"), id="another port"),
        pytest.param(lambda key, asked: key.get(asked, host="evil.example"), id="bound to another host"),
        pytest.param(lambda key, asked: key.get(asked, challenge=""), id="no question"),
        pytest.param(lambda key, asked: key.get(asked, challenge="AAAA"), id="another question"),
        pytest.param(lambda key, asked: key.get(asked, type="webauthn.create"), id="another purpose"),
        pytest.param(lambda key, asked: key.get(asked, counts=-5), id="counter goes back"),
        pytest.param(lambda key, asked: key.get(asked).replace('"id": "', '"id": "x'), id="another id"),
    ],
)
def test_what_answers_wrongly_is_refused_and_on_record(client, device, key, falsify):
    key.count = 10
    enter(LocalClient(), device.user, key)
    question = ask(client, device.user)
    page = tell(client, falsify(key, question))
    assert page.status_code == 200
    assert WRONG in page.content.decode()
    assert not is_in(client)
    assert entries(Action.SECOND_FACTOR_FAILED, device.user).filter(outcome=Outcome.REFUSED).count() == 1
    assert tell(client, key.get(question_of(page), counts=20)).status_code == 302, "the page asks anew"


def test_a_key_that_saw_no_face_no_finger_and_no_pin_is_refused(client, device, key):
    key.verifies = False
    assert WRONG in enter(client, device.user, key).content.decode()
    assert not is_in(client)


def test_t12_nobody_elses_passkey_helps(client, device, other_device, key):
    stranger = LocalClient()
    stranger.force_login(other_device.user)
    theirs = bind(stranger)
    question = ask(client, device.user)
    assert WRONG in tell(client, theirs.get(question)).content.decode()
    copy = SoftKey()
    copy.id = key.id
    assert WRONG in tell(client, copy.get(ask(LocalClient(), device.user))).content.decode()
    assert not is_in(client)


def test_t09_an_answer_is_good_once(client, device, key):
    question = ask(client, device.user)
    answer = key.get(question)
    assert tell(client, answer).status_code == 302
    client.post(reverse("wagtailadmin_logout"))
    ask(client, device.user)
    assert WRONG in tell(client, answer).content.decode()
    # Nor twice from one and the same page, whose session two requests at once have read with the question in it (T10).
    session = client.session
    session[staging.CHALLENGE] = {
        "value": base64url_to_bytes(question["challenge"]).hex(),
        "for": "sign-in",
        "at": session[staging.PENDING]["at"],
    }
    session.save()
    key.count = passkey_of(device).sign_count
    assert WRONG in tell(client, key.get(question)).content.decode()


def test_t16_a_question_that_is_too_old_is_none(inside, key, clock):
    question = question_of(inside.get(STEP_UP))
    clock.shift(PENDING_LIFE)
    assert WRONG in tell(inside, key.get(question), STEP_UP).content.decode()


def test_a_question_is_for_one_purpose(client, device, key):
    """What was signed to come in does not confirm a dangerous action."""
    question = ask(client, device.user)
    session = client.session
    session[staging.CHALLENGE]["for"] = "step-up"
    session.save()
    assert WRONG in tell(client, key.get(question)).content.decode()


PARTS = dict.fromkeys(("clientDataJSON", "attestationObject", "authenticatorData", "signature"), "AA")
NAMED = {"id": "AA", "rawId": "AA", "type": "public-key"}
ODD = [
    "",
    "{",
    "[]",
    "null",
    "1",
    '"x"',
    "{}",
    "😀",
    "x" * 20_001,
    '{"id": 1}',
    '{"id": "x", "rawId": "x"}',
    *(
        json.dumps(NAMED | {"response": response})
        for response in ({}, [], None, PARTS, PARTS | {"clientDataJSON": "e30"})
    ),
    *(json.dumps(NAMED | {name: "é"} | {"response": PARTS}) for name in NAMED),
]


@pytest.mark.parametrize("answer", ODD, ids=range(len(ODD)))
def test_t15_odd_answers_are_refused_in_words(inside, device, key, answer):
    pages = [tell(inside, answer, STEP_UP), tell(inside, answer, ADD, name="另一个")]
    out = LocalClient()
    ask(out, device.user)
    pages.append(tell(out, answer))
    for page in pages:
        assert page.status_code == 200
        assert any(text in page.content.decode() for text in ("通行密钥", "没有添加成功", "最多"))
    assert Passkey.objects.count() == 1
    assert not is_in(out)


def test_no_number_of_wrong_answers_or_codes_shuts_the_owner_out(client, device, key, told):
    """Whoever has the password may make the codes wait, not the passkey; people are told."""
    thief = LocalClient()

    def try_on():
        question = ask(thief, device.user)
        for _try in range(CODE_FAILURES.number + 5):
            tell(thief, SoftKey().get(question))
            give_code(thief, wrong_code(device))

    subjects = told(try_on)
    assert ["多次验证码错误" in subject for subject in subjects] == [True, True], (
        "for codes and for passkeys, once each"
    )
    assert entries(Action.SECOND_FACTOR_LOCKED, device.user).count() == 2
    assert CODE_FAILURES.number > CODE_FAILURES_TO_ALERT
    assert enter(client, device.user, key).status_code == 302


# --- Adding ---


def test_what_is_added_is_named_told_and_on_record(inside, device, told):
    page = inside.get(ADD)
    assert "publickey-credentials-create=(self)" in page["Permissions-Policy"]
    question = question_of(page)
    assert question["authenticatorSelection"]["userVerification"] == "required"
    assert device.user.username not in question["user"]["id"]
    subjects = told(lambda: bind(inside, name="我的手机"))
    passkey = passkey_of(device)
    assert (passkey.name, passkey.host, passkey.confirmed) == ("我的手机", "localhost", True)
    assert "我的手机" in inside.get(OVERVIEW).content.decode()
    assert entries(Action.DEVICE_ENROLLED, device.user).get(detail__passkey="我的手机")
    assert ["添加了通行密钥" in subject for subject in subjects] == [True]


@pytest.mark.parametrize(
    "falsify",
    [
        pytest.param(lambda key, asked: key.create(asked, origin="https://evil.example"), id="phishing page"),
        pytest.param(lambda key, asked: key.create(asked, challenge="AAAA"), id="another question"),
        pytest.param(lambda key, asked: key.create(asked, type="webauthn.get"), id="another purpose"),
        pytest.param(lambda key, asked: key.create(asked | {"rp": {"id": "evil.example"}}), id="another host"),
        pytest.param(lambda key, asked: SoftKey(verifies=False).create(asked), id="no face, finger or PIN"),
    ],
)
def test_what_answers_wrongly_is_not_added(inside, falsify):
    page = inside.post(ADD, {"name": "我的手机", "answer": falsify(SoftKey(), question_of(inside.get(ADD)))})
    assert "没有添加成功" in page.content.decode()
    assert 'value="我的手机"' in page.content.decode(), "what was typed stays"
    assert not Passkey.objects.exists()


def test_one_key_is_bound_once_and_its_owner_is_told(inside, other_device, key):
    """The browser is told which are known; whoever answers all the same is refused, under another name too."""
    question = question_of(inside.get(ADD))
    assert [known["type"] for known in question["excludeCredentials"]] == ["public-key"]
    assert inside.post(ADD, {"name": "再来", "answer": key.create(question)}).status_code == 200
    other = LocalClient()
    other.force_login(other_device.user)
    assert other.post(ADD, {"name": "再来", "answer": key.create(question_of(other.get(ADD)))}).status_code == 200
    assert Passkey.objects.count() == 1


def test_no_name_or_a_long_one_is_said_beside_the_field(inside):
    assert "请填写名称" in inside.post(ADD, {"name": " ", "answer": ""}).content.decode()
    assert "最多30个字" in inside.post(ADD, {"name": "长" * 31, "answer": "{}"}).content.decode()


def test_ten_are_enough(inside):
    for number in range(MOST_PASSKEYS):
        bind(inside, name=f"第{number}个")
    assert inside.get(ADD)["Location"] == OVERVIEW
    assert "最多10个" in inside.get(OVERVIEW).content.decode()


# --- Naming, removing, recovery ---


def own(name: str, passkey: Passkey) -> str:
    return reverse(f"accounts:passkey_{name}", args=[passkey.pk])


def test_it_can_be_renamed_and_removed(inside, device, key, told):
    passkey = passkey_of(device)
    assert inside.post(own("rename", passkey), {"name": "<b>家里</b>"}).status_code == 302
    page = inside.get(OVERVIEW).content.decode()
    assert "&lt;b&gt;家里&lt;/b&gt;" in page
    assert "<b>家里" not in page
    assert "请填写名称" in inside.post(own("rename", passkey), {"name": ""}).content.decode()
    assert "确认移除" in inside.get(own("remove", passkey)).content.decode()
    assert Passkey.objects.exists(), "by POST alone"
    subjects = told(lambda: inside.post(own("remove", passkey)))
    assert ["移除了通行密钥" in subject for subject in subjects] == [True]
    assert not Passkey.objects.exists()
    assert is_in(inside)
    assert entries(Action.DEVICE_REMOVED, device.user).exists()
    out = LocalClient()
    assert give_password(out, device.user)["Location"] == CODE


def test_t12_nobody_touches_another_persons(client, device, other_device, key):
    client.force_login(other_device.user)
    for name in ("rename", "remove"):
        for answer in (
            client.get(own(name, passkey_of(device))),
            client.post(own(name, passkey_of(device)), {"name": "x"}),
        ):
            assert answer.status_code == 404
    assert passkey_of(device).name == "办公室电脑"


def test_t17_without_it_the_session_that_rests_on_it_ends(client, device, key):
    enter(client, device.user, key)
    passkey = passkey_of(device)
    assert "您这次是用它登录的" in client.get(own("remove", passkey)).content.decode()
    client.post(own("remove", passkey))
    assert not is_in(client)


def test_t17_t19_who_gives_up_the_second_factor_gives_up_all_of_it(inside, device, key):
    inside.post(reverse("accounts:remove"))
    assert not Passkey.objects.exists()
    assert give_password(LocalClient(), device.user)["Location"] == "/admin/login/ticket/"


@pytest.mark.parametrize("way", ["officer", "shell"])
def test_t18_recovery_takes_passkeys_and_their_sessions_away(client, device, key, officer_client, way):
    enter(client, device.user, key)
    page = reverse("staff_security", args=[device.user.pk])
    assert "办公室电脑" in officer_client.get(page).content.decode()
    if way == "officer":
        officer_client.post(page, {"action": "reset", "reset-reason": "手机丢失，当面核实"})
    else:
        call_command("reset_second_factor", device.user.username, reason="手机丢失", verbosity=0)
    assert not Passkey.objects.exists()
    assert not is_in(client)
    answer = give_password(LocalClient(), device.user)
    assert answer["Location"] == "/admin/login/ticket/"


def test_a_new_phone_leaves_the_passkeys(inside, device, key):
    inside.get(reverse("accounts:replace"))
    new = type(device).objects.get(user=device.user, confirmed=False)
    inside.post(reverse("accounts:replace"), {"code": code_of(new)})
    assert enter(LocalClient(), device.user, key).status_code == 302


# --- Step-up ---


def test_a_dangerous_action_is_confirmed_by_passkey(client, device, key, clock):
    enter(client, device.user, key)
    clock.shift(STEP_UP_LIFE)
    wanted = client.get(ADD)["Location"]
    assert wanted.startswith(STEP_UP)
    page = client.get(wanted)
    assert page.context["next"] == ADD
    answer = tell(client, key.get(question_of(page)), STEP_UP, next=ADD)
    assert (answer.status_code, answer["Location"]) == (302, ADD)
    assert client.get(ADD).status_code == 200
    assert entries(Action.STEP_UP, device.user).exists()


def test_a_wrong_passkey_confirms_nothing_and_the_code_still_does(client, device, key, clock):
    enter(client, device.user, key)
    clock.shift(STEP_UP_LIFE)
    page = tell(client, SoftKey().get(question_of(client.get(STEP_UP))), STEP_UP, next=ADD)
    assert WRONG in page.content.decode()
    assert client.get(ADD)["Location"].startswith(STEP_UP)
    assert client.post(STEP_UP, {"code": code_of(device), "next": ADD})["Location"] == ADD


# --- T22, T26: what pages give away ---


def test_t26_pages_with_a_question_are_kept_by_nobody(client, inside, device, key):
    give_password(client, device.user)
    pages = [client.get(PASSKEY)]
    pages += [inside.get(address) for address in (ADD, STEP_UP, OVERVIEW, own("rename", passkey_of(device)))]
    for page in pages:
        assert "no-store" in page["Cache-Control"]
    assert "publickey-credentials-get=(self)" in pages[0]["Permissions-Policy"]
    assert "publickey-credentials-get=()" in inside.get("/admin/")["Permissions-Policy"]
    assert "publickey-credentials-get=()" in LocalClient().get(SIGN_IN)["Permissions-Policy"]


def test_t29_without_the_password_nobody_learns_who_has_one(client, device, other_device, key):
    pages = {give_password(LocalClient(), user, password="wrong").content for user in (device.user, other_device.user)}
    pages = {re.sub(r'value="[^"]*"|nonce="[^"]*"|"CSRF_TOKEN": "\w+"', "", page.decode()) for page in pages}
    assert len(pages) == 1
    assert "通行密钥" not in pages.pop()


@pytest.mark.parametrize("number", [1, 9])
def test_the_list_costs_the_same_with_few_and_many(inside, django_assert_num_queries, number):
    for index in range(number):
        bind(inside, name=f"第{index}个")
    inside.get(OVERVIEW)
    with django_assert_num_queries(QUERIES):
        inside.get(OVERVIEW)


# --- T27: the owner in a new browser, while strangers guess ---


def test_t27_a_passkey_lets_the_owner_sign_in_with_a_new_browser(device, key):
    address = reverse("accounts:own_browser")
    for number in range(30):
        give_password(SiteClient(REMOTE_ADDR=f"198.51.100.{number}"), device.user, password="not this one")
    client = LocalClient(REMOTE_ADDR="203.0.113.5")
    assert give_password(client, device.user).status_code == 429
    question = question_of(client.get(address))
    assert not question.get("allowCredentials"), "the page tells no stranger whose keys there are"
    assert client.post(address, {"answer": SoftKey().get(question)}).status_code == 200
    assert give_password(client, device.user).status_code == 429
    proof = key.get(question_of(client.get(address)))
    answer = client.post(address, {"answer": proof})
    assert (answer.status_code, answer["Location"]) == (302, SIGN_IN)
    assert not is_in(client), "it signs nobody in"
    assert give_password(client, device.user)["Location"] == PASSKEY
    stranger = LocalClient()
    stranger.get(address)
    assert stranger.post(address, {"answer": proof}).status_code == 200, "an answer is good once"
