"""From the sign-in page to the provider and back, as a browser goes, against a server on this machine."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache

from tests.accounts.rolls import EmployeeFactory, waiting
from tests.accounts.sso import fake_idp
from tests.clients import SiteClient
from tests.factories import UserFactory
from tests.fake_api import drip, flood, redirect_to
from tests.interact.activities.planning import a_vote
from unionsite.accounts.models import SecuritySettings, User
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core import company
from unionsite.core.carrying import ASIDE

pytestmark = [pytest.mark.once, pytest.mark.django_db]
HOME = "/account/"
ALL = ["oidc", "dingtalk", "feishu", "wecom"]
CALLS = {
    "oidc": [fake_idp.DISCOVERY, fake_idp.TOKEN, fake_idp.KEYS, fake_idp.PERSON],
    "dingtalk": [
        fake_idp.DINGTALK_TOKEN,
        fake_idp.DINGTALK_ME,
        fake_idp.DINGTALK_OWN_TOKEN,
        fake_idp.DINGTALK_BY_UNION,
        fake_idp.DINGTALK_MEMBER,
    ],
    "feishu": [fake_idp.FEISHU_OWN_TOKEN, fake_idp.FEISHU_TOKEN, fake_idp.FEISHU_PERSON],
    "wecom": [fake_idp.WECOM_TOKEN, fake_idp.WECOM_PERSON],
}
EVERY_CALL = [(provider, path) for provider, paths in CALLS.items() for path in paths]
FAILED = "暂时不能用这种方式登录"
EXPIRED = "登录已经超时，或者不是从本站的登录页开始的"
UNKNOWN = "您的账号不在职工名册上，请联系工会办公室。"


def begin(client, provider, **query):
    """Follow the button; return what the provider is asked."""
    answer = client.get(f"/account/sso/{provider}/", query)
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def come_back(client, provider, **query):
    return client.get(f"/account/sso/{provider}/return/", query)


def sign_in(client, idp, provider, query=None, **claims):
    """All the way; returns the last answer. `claims` are those of the id_token."""
    asked = begin(client, provider, **(query or {}))
    if provider == "oidc" and fake_idp.TOKEN not in idp.answers:
        signed = fake_idp.id_token(**{"nonce": asked["nonce"]} | claims)
        idp.answers[fake_idp.TOKEN] = {"access_token": "theirs", "token_type": "Bearer", "id_token": signed}
    return come_back(client, provider, code="good-code", state=asked["state"])


def is_in(client) -> bool:
    return client.get(HOME).status_code == 200


def people() -> list:
    return list(User.objects.order_by("pk").values())


# --- Where the buttons are ---


def test_the_form_of_a_vote_has_them_too_and_they_lead_back_to_it(client, idp, tree):
    vote = a_vote(tree)

    answer = client.get(vote.url)

    for provider in ALL:
        assert f'href="/account/sso/{provider}/?next={quote(vote.url, safe="")}"' in answer.text


# --- Who comes in ---


@pytest.mark.parametrize("provider", ALL)
def test_an_employee_comes_in_as_by_password(client, idp, employee, provider, clock):
    SecuritySettings.objects.update_or_create(defaults={"employee_days": 3})

    answer = sign_in(client, idp, provider)

    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert "田晓禾，您好" in client.get(HOME).text
    assert AuditEntry.objects.filter(action=Action.SIGN_IN, subject_id=str(employee.pk)).count() == 1
    clock.shift(timedelta(days=3))
    assert not is_in(client)


@pytest.mark.parametrize("provider", ALL)
def test_nothing_is_made_or_changed(client, idp, employee, provider):
    before = people()

    sign_in(client, idp, provider)

    after = people()
    assert after[0].pop("last_login") is not None
    before[0].pop("last_login")
    assert after == before
    assert "theirs" not in str(client.session.items())


@pytest.mark.parametrize("provider", ALL)
def test_who_has_not_activated_comes_in_and_has_still_no_password(client, idp, quality, provider):
    person = waiting(employee_number="A1001", department=quality)

    sign_in(client, idp, provider)

    assert is_in(client)
    person.refresh_from_db()
    assert person.activated_at is None
    assert not person.has_usable_password()


def on_nobodys_roll():
    EmployeeFactory(employee_number="A1002")


def left():
    EmployeeFactory(employee_number="A1001", is_active=False, left_on="2026-05-01")


def left_with_an_open_account():
    EmployeeFactory(employee_number="A1001", left_on="2026-05-01")


def named_so_without_a_number():
    UserFactory(username="A1001")


@pytest.mark.parametrize("provider", ALL)
@pytest.mark.parametrize("who", [on_nobodys_roll, left, left_with_an_open_account, named_so_without_a_number])
def test_who_is_not_on_the_roll_is_sent_to_the_office(client, idp, provider, who):
    who()
    before = people()

    answer = sign_in(client, idp, provider)

    assert answer.status_code == 403
    assert UNKNOWN in answer.text
    assert not is_in(client)
    assert people() == before


def test_a_closed_account_stays_closed(client, idp):
    EmployeeFactory(employee_number="A1001", is_active=False)

    answer = sign_in(client, idp, "wecom")

    assert answer.status_code == 403
    assert "您的账号已经停用，请联系工会办公室。" in answer.text
    assert not is_in(client)


@pytest.mark.parametrize("provider", ALL)
@pytest.mark.parametrize(
    "fields", [{"groups": "编辑"}, {"is_staff": True}, {"is_superuser": True}, {"groups": "编辑", "is_active": False}]
)
def test_staff_are_refused_and_shown_their_own_door(client, idp, provider, fields):
    fields = dict(fields)
    group = fields.pop("groups", None)
    person = EmployeeFactory(employee_number="A1001", **fields)
    if group:
        person.groups.add(Group.objects.get(name=group))

    answer = sign_in(client, idp, provider)

    assert answer.status_code == 403
    assert "您是后台人员，不能用这种方式登录。" in answer.text
    assert 'href="/admin/login/?next=%2Faccount%2F"' in answer.text
    assert not is_in(client)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("provider", ALL)
@pytest.mark.parametrize("number", [None, "", ["A1001"], True, {"a": 1}])
def test_an_answer_without_a_number_is_nobodys(client, idp, provider, number):
    EmployeeFactory(employee_number="A1001")
    User.objects.create(username="without-number", employee_number=None)
    idp.answers = fake_idp.answers_about(number)

    answer = sign_in(client, idp, provider)

    assert answer.status_code == 403
    assert UNKNOWN in answer.text
    assert not is_in(client)


def test_a_number_is_read_as_the_roll_writes_it(client, idp, employee):
    idp.answers[fake_idp.WECOM_PERSON] = {"errcode": 0, "userid": "a1001"}
    sign_in(client, idp, "wecom")
    assert is_in(client)


# --- State: forged, used, of another browser or provider, old ---


@pytest.mark.parametrize("provider", ALL)
def test_a_forged_state_is_refused_before_any_call(client, idp, employee, provider):
    begin(client, provider)
    idp.calls.clear()

    for state in ("forged", "", "0" * 500):
        answer = come_back(client, provider, code="good-code", state=state)
        assert answer.status_code == 400
        assert EXPIRED in answer.text
    assert come_back(client, provider, code="good-code").status_code == 400
    assert idp.calls == []
    assert not is_in(client)


@pytest.mark.parametrize("provider", ALL)
def test_the_same_address_opened_again_is_refused(client, idp, employee, provider):
    asked = begin(client, provider)
    if provider == "oidc":
        signed = fake_idp.id_token(nonce=asked["nonce"])
        idp.answers[fake_idp.TOKEN] = {"access_token": "theirs", "id_token": signed}
    assert come_back(client, provider, code="good-code", state=asked["state"]).status_code == 302
    client.post("/account/logout/")

    answer = come_back(client, provider, code="good-code", state=asked["state"])

    assert answer.status_code == 400
    assert EXPIRED in answer.text
    assert not is_in(client)


def test_a_state_is_used_up_by_a_failure_too(client, idp, employee):
    good = idp.answers[fake_idp.WECOM_PERSON]
    idp.answers[fake_idp.WECOM_PERSON] = 500
    asked = begin(client, "wecom")
    assert come_back(client, "wecom", code="good-code", state=asked["state"]).status_code == 502
    idp.answers[fake_idp.WECOM_PERSON] = good
    assert come_back(client, "wecom", code="good-code", state=asked["state"]).status_code == 400


def test_a_state_is_good_in_its_own_browser_alone(client, idp, employee):
    asked = begin(client, "wecom")
    other = SiteClient()
    begin(other, "wecom")

    assert come_back(other, "wecom", code="good-code", state=asked["state"]).status_code == 400
    assert not is_in(other)


def test_a_state_is_good_for_its_own_provider_alone(client, idp, employee):
    asked = begin(client, "feishu")
    assert come_back(client, "wecom", code="good-code", state=asked["state"]).status_code == 400


def test_a_state_does_not_wait_for_ever(client, idp, employee, clock):
    asked = begin(client, "wecom")
    clock.shift(timedelta(minutes=11))
    assert EXPIRED in come_back(client, "wecom", code="good-code", state=asked["state"]).text


# --- OpenID Connect: what the signed token must say ---


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"aud": "another site"},
        {"iss": "https://evil.example.com"},
        {"exp": 1_700_000_000},
        {"exp": None, "iat": 1_700_000_000},
        {"key": fake_idp.OTHER_KEY},
        {"key": "a-shared-secret-of-32-characters!", "algorithm": "HS256"},
        {"key": None, "algorithm": "none"},
    ],
    ids=lambda claims: f"{next(iter(claims))}-{claims.get('algorithm', '')}",
)
def test_a_token_that_is_not_ours_is_refused(client, idp, employee, claims):
    answer = sign_in(client, idp, "oidc", **claims)

    assert answer.status_code == 502
    assert FAILED in answer.text
    assert not is_in(client)


def test_the_number_may_stand_in_the_token_itself(client, idp, employee):
    sign_in(client, idp, "oidc", employee_number="A1001")
    assert is_in(client)
    assert fake_idp.PERSON not in idp.paths()


def test_the_name_of_the_claim_is_a_setting(client, idp, employee, settings):
    settings.SSO_OIDC_CLAIM = "gh"
    sign_in(client, idp, "oidc", gh="A1001", employee_number="A9999")
    assert is_in(client)


def test_what_is_told_of_another_person_is_not_taken(client, idp, employee):
    idp.answers[fake_idp.PERSON] = {"sub": "another", "employee_number": "A1001"}
    assert FAILED in sign_in(client, idp, "oidc").text
    assert not is_in(client)


def test_the_exchange_is_bound_to_this_browser(client, idp, employee):
    asked = begin(client, "oidc")
    assert (asked["client_id"], asked["code_challenge_method"]) == ("site", "S256")
    assert asked["redirect_uri"] == "http://testserver/account/sso/oidc/return/"
    assert set(asked["scope"].split()) == {"openid", "profile"}
    come_back(client, "oidc", code="good-code", state=asked["state"])
    sent = parse_qs(idp.body(fake_idp.TOKEN))
    assert sent["code_verifier"]
    assert sent["client_secret"] == ["oidc-secret"]


def test_the_server_cannot_name_another_host_for_calls(client, idp, employee):
    idp.answers[fake_idp.DISCOVERY] |= {"token_endpoint": "https://10.0.0.1/token"}
    asked = begin(client, "oidc")
    assert FAILED in come_back(client, "oidc", code="good-code", state=asked["state"]).text
    assert [path for path in idp.paths() if path.startswith("10.0.0.1")] == []


# --- The peculiarities of the others ---


@pytest.mark.parametrize(
    ("agent", "host"),
    [
        ("Mozilla/5.0 (Windows NT 10.0)", "https://login.work.weixin.qq.com/wwlogin/sso/login?"),
        ("Mozilla/5.0 (iPhone) wxwork/4.1.30", "https://open.weixin.qq.com/connect/oauth2/authorize?"),
    ],
)
def test_wecom_asks_on_the_page_for_this_browser(client, idp, agent, host):
    answer = client.get("/account/sso/wecom/", headers={"user-agent": agent})
    address = answer["Location"]
    assert address.startswith(host)
    assert address.endswith("#wechat_redirect") is ("wxwork" in agent)
    query = parse_qs(urlsplit(address).query)
    assert (query["appid"], query["agentid"]) == (["ww-corp"], ["1000002"])
    assert query["redirect_uri"] == ["http://testserver/account/sso/wecom/return/"]
    assert query["scope" if "wxwork" in agent else "login_type"] == ["snsapi_base" if "wxwork" in agent else "CorpApp"]


def test_wecom_of_another_company_is_nobody(client, idp, employee):
    idp.answers[fake_idp.WECOM_PERSON] = {"errcode": 0, "openid": "A1001", "external_userid": "A1001"}
    assert UNKNOWN in sign_in(client, idp, "wecom").text


@pytest.mark.parametrize(
    ("provider", "path"), [("wecom", fake_idp.WECOM_TOKEN), ("dingtalk", fake_idp.DINGTALK_OWN_TOKEN)]
)
def test_the_sites_own_token_is_kept_sealed_and_used_again(client, idp, employee, provider, path):
    for _time in range(2):
        sign_in(SiteClient(), idp, provider)
    assert idp.paths().count(path) == 1
    assert "own-token" not in str(cache.get(f"accounts.sso.{provider}"))


def test_a_token_that_ran_out_is_forgotten(client, idp, employee):
    good = idp.answers[fake_idp.WECOM_PERSON]
    idp.answers[fake_idp.WECOM_PERSON] = {"errcode": 42001, "errmsg": "access_token expired"}
    assert FAILED in sign_in(client, idp, "wecom").text
    idp.answers[fake_idp.WECOM_PERSON] = good
    sign_in(client, idp, "wecom")
    assert is_in(client)
    assert idp.paths().count(fake_idp.WECOM_TOKEN) == 2


def test_a_code_that_is_not_good_costs_no_new_token(client, idp, employee):
    idp.answers[fake_idp.WECOM_PERSON] = {"errcode": 40029, "errmsg": "invalid code"}
    for _time in range(2):
        assert FAILED in sign_in(client, idp, "wecom").text
    assert idp.paths().count(fake_idp.WECOM_TOKEN) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"errcode": 60121, "errmsg": "找不到该用户"},
        {"errcode": 0, "result": {"userid": "ding-1", "contact_type": 1}},
    ],
)
def test_dingtalk_of_another_company_is_nobody(client, idp, employee, answer):
    idp.answers[fake_idp.DINGTALK_BY_UNION] = answer
    assert UNKNOWN in sign_in(client, idp, "dingtalk").text
    assert fake_idp.DINGTALK_MEMBER not in idp.paths()


def test_dingtalk_calls_its_code_otherwise(client, idp, employee):
    asked = begin(client, "dingtalk")
    assert asked["prompt"] == "consent"
    assert come_back(client, "dingtalk", authCode="good-code", state=asked["state"]).status_code == 302
    assert '"code": "good-code"' in idp.body(fake_idp.DINGTALK_TOKEN)


@pytest.mark.parametrize(("key", "is_welcome"), [("", True), ("company", True), ("another", False)])
def test_feishu_of_another_company_is_nobody_where_ours_is_named(client, idp, employee, settings, key, is_welcome):
    settings.SSO_FEISHU_TENANT_KEY = key
    answer = sign_in(client, idp, "feishu")
    assert (answer.status_code == 302) is is_welcome
    assert (UNKNOWN in answer.text) is not is_welcome


# --- Where one goes in the end ---


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/contribute/new/?a=1", "/contribute/new/?a=1"),
        ("/en/account/", "/en/account/"),
        ("", HOME),
        ("https://evil.example.com/", HOME),
        ("//evil.example.com/", HOME),
        ("/\\evil.example.com/", HOME),
        ("javascript:alert(1)", HOME),
        ("/news/\r\nX-Evil: 1", HOME),
    ],
)
def test_only_to_a_page_of_this_site(client, idp, employee, wanted, target):
    assert sign_in(client, idp, "wecom", {"next": wanted})["Location"] == target


def test_the_way_back_takes_no_target(client, idp, employee):
    asked = begin(client, "wecom", next="/news/")
    answer = come_back(client, "wecom", code="good-code", state=asked["state"], next="https://evil.example.com/")
    assert answer["Location"] == "/news/"


def test_a_visitor_cannot_add_to_what_the_provider_is_asked(client, idp):
    asked = begin(client, "oidc", auth_params="redirect_uri=https://evil.example.com", scope="admin", process="connect")
    assert asked["redirect_uri"] == "http://testserver/account/sso/oidc/return/"
    assert "admin" not in asked["scope"]


def test_the_address_to_come_back_to_is_the_same_in_every_language(client, idp):
    address = client.get("/en/account/sso/feishu/")["Location"]
    assert parse_qs(urlsplit(address).query)["redirect_uri"] == ["http://testserver/account/sso/feishu/return/"]


def test_who_is_signed_in_already_is_led_on(own, idp):
    answer = own.get("/account/sso/wecom/?next=/news/")
    assert answer["Location"] == "/news/"


# --- When it goes wrong ---


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"error": "access_denied"}, "登录没有完成。"),
        ({}, "登录没有完成。"),
        ({"error": "server_error"}, FAILED),
    ],
)
def test_without_a_code_nobody_is_signed_in(client, idp, employee, query, words):
    asked = begin(client, "oidc")
    answer = come_back(client, "oidc", state=asked["state"], **query)
    assert 400 <= answer.status_code < 600
    assert words in answer.text
    assert not is_in(client)


ANSWERS = [500, 403, 429, b"<html>", b"", b"[]", b"{}", b"null", b'"text"', b"\xff\xfe", {"errcode": [], "data": []}]


@pytest.mark.parametrize(("provider", "path"), EVERY_CALL)
def test_whatever_the_provider_answers_there_is_a_page(client, idp, employee, provider, path, caplog):
    for answer in ANSWERS:
        cache.clear()
        idp.answers = fake_idp.answers_about("A1001")
        idp.answers[fake_idp.TOKEN] = {"access_token": "theirs", "id_token": "of-nobody"}
        begun = client.get(f"/account/sso/{provider}/")
        state = parse_qs(urlsplit(begun["Location"]).query)["state"][0]
        if provider == "oidc":
            nonce = parse_qs(urlsplit(begun["Location"]).query)["nonce"][0]
            idp.answers[fake_idp.TOKEN]["id_token"] = fake_idp.id_token(nonce=nonce)
        idp.answers[path] = answer
        page = come_back(client, provider, code="good-code", state=state)
        assert page.status_code in (403, 502), answer
        assert FAILED in page.text or UNKNOWN in page.text
        assert not is_in(client)
    assert "good-code" not in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("answer", [500, b"<html>", b"[]", b"{}"])
def test_a_server_that_is_down_at_the_start_is_said_so(client, idp, answer):
    idp.answers[fake_idp.DISCOVERY] = answer
    page = client.get("/account/sso/oidc/")
    assert page.status_code == 502
    assert FAILED in page.text


def test_nobody_there_at_all(client, idp, employee, settings):
    settings.SSO_LOOPBACK = "http://127.0.0.1:9"
    page = sign_in(client, idp, "wecom")
    assert page.status_code == 502
    assert FAILED in page.text


def test_answers_are_limited_in_time_size_and_place(client, idp, employee, monkeypatch):
    monkeypatch.setattr(company, "SECONDS", 0.3)
    idp.answers["elsewhere"] = idp.answers[fake_idp.WECOM_PERSON]
    for answer in (drip, flood, redirect_to(f"{idp.address}/elsewhere")):
        idp.answers[fake_idp.WECOM_PERSON] = answer
        assert FAILED in sign_in(client, idp, "wecom").text
    assert not is_in(client)


def test_secrets_are_in_no_log(client, idp, employee, caplog):
    with caplog.at_level("DEBUG"):
        for provider in ALL:
            sign_in(SiteClient(), idp, provider)
    for secret in ("wecom-secret", "ding-secret", "feishu-secret", "oidc-secret", "own-token", "theirs", "good-code"):
        assert secret not in caplog.text


# --- The page ---


def test_the_page_has_a_button_for_each_that_is_switched_on(client, idp, settings):
    settings.SSO_PROVIDERS = ["dingtalk", "wecom"]
    page = client.get("/account/login/?next=/contribute/").text
    assert page.index("用钉钉登录") < page.index("用企业微信登录")
    assert 'href="/account/sso/dingtalk/?next=%2Fcontribute%2F"' in page
    assert "飞书" not in page
    assert "统一身份认证" not in page


def test_within_wecom_its_own_button_is_the_first(client, idp):
    page = client.get("/account/login/", headers={"user-agent": "wxwork/4.1.30"}).text
    assert page.index("用企业微信登录") < page.index("用统一身份认证登录") < page.index("用钉钉登录")


def test_the_content_policy_stays_as_strict_as_it_was(client, idp):
    """A link may lead anywhere; no form and no frame of ours does."""
    policy = client.get("/account/login/").headers["Content-Security-Policy"]
    assert "form-action 'self'" in policy


@pytest.mark.parametrize("provider", ALL)
def test_what_was_typed_comes_along_to_the_provider_and_back(client, idp, employee, provider):
    """The server has the words sealed, the device the key; neither has both, and both are gone afterwards."""
    page = client.post("/account/contact/", {"phone": "13800000001"})
    assert page.status_code == 403
    assert f'formaction="/account/sso/{provider}/' in page.text
    carried = dict(re.findall(r'name="(carried[a-z_]*)" value="([^"]*)"', page.text))

    leaving = client.post(f"/account/sso/{provider}/", {name: unescape(value) for name, value in carried.items()})
    assert leaving["Refresh"] == f"0; url=/account/sso/{provider}/"
    assert "13800000001" not in str(client.session.items())
    assert "13800000001" not in str(client.cookies)
    assert client.cookies[ASIDE]["path"] == f"/account/sso/{provider}/"
    answer = sign_in(client, idp, provider)

    assert 'action="/account/contact/"' in answer.text
    assert 'name="phone" value="13800000001"' in answer.text
    assert ASIDE not in client.session
    assert is_in(client)


def test_from_an_english_page_too(client, idp, employee):
    """The way back is the same for every language, and so is the place of the key."""
    words = {"carried": '[["phone", "13800000001"]]', "carried_to": "/en/account/contact/"}
    assert client.post("/en/account/sso/wecom/", words)["Refresh"] == "0; url=/en/account/sso/wecom/"
    assert client.cookies[ASIDE]["path"] == "/account/sso/wecom/"
    answer = sign_in(client, idp, "wecom")
    assert 'action="/en/account/contact/"' in answer.text
    assert 'value="13800000001"' in answer.text


def test_words_without_their_key_stay_shut(client, idp, employee):
    client.post("/account/sso/wecom/", {"carried": '[["text", "一句话"]]', "carried_to": "/account/contact/"})
    del client.cookies[ASIDE]
    assert sign_in(client, idp, "wecom")["Location"] == HOME
    assert ASIDE not in client.session


def test_inside_wecom_nobody_is_asked_on_the_way_to_a_page(client, idp):
    inside = {"user-agent": "Mozilla/5.0 (iPhone) wxwork/4.1.30"}
    answer = client.get("/account/login/?next=/account/contact/", headers=inside)
    assert answer["Location"] == "/account/sso/wecom/?next=%2Faccount%2Fcontact%2F"
    # Whoever has signed out, or was refused, comes without a page, and is asked.
    assert client.get("/account/login/", headers=inside).status_code == 200
    assert client.get("/account/login/?next=/account/contact/").status_code == 200


def test_without_providers_there_is_nothing(client, db):
    page = client.get("/account/login/")
    assert "/account/sso/" not in page.text
    for path in ("/account/sso/wecom/", "/account/sso/wecom/return/", "/account/sso/oidc/"):
        assert client.get(path).status_code == 404


def test_one_that_is_switched_off_is_not_there(client, idp, settings):
    settings.SSO_PROVIDERS = ["oidc"]
    assert client.get("/account/sso/wecom/").status_code == 404
    assert client.get("/account/sso/nobody/").status_code == 404


def test_back_by_get_alone_and_never_from_a_cache(client, idp):
    assert client.put("/account/sso/wecom/").status_code == 405
    assert client.post("/account/sso/wecom/return/").status_code == 405
    assert "no-store" in client.get("/account/sso/wecom/")["Cache-Control"]
    assert "no-store" in come_back(client, "wecom")["Cache-Control"]
