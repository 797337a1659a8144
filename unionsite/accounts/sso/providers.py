"""The providers, reduced to one question: which 工号 has the person in front of the browser?

All four speak OAuth 2 with a code (RFC 6749, 4.1), each in words of its own: `…_address` says where the browser is
sent, `…_number` for whom the code stands that it brings back. No token of a person is kept.
Loaded only where SSO_PROVIDERS names one: PyJWT is an extra.
"""

import base64
import hashlib
import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt
import requests  # allowed: outgoing (errors alone)
from django.conf import settings
from django.core.exceptions import DisallowedRedirect
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from unionsite.accounts.sso.queries import NotSignedIn
from unionsite.accounts.sso.rules import Problem, is_wecom, number_in
from unionsite.core.company import (
    DINGTALK,
    DINGTALK_MEMBERS,
    FEISHU,
    MISSHAPEN,
    WECOM,
    PlatformRefused,
    call,
    own_token,
)

logger = logging.getLogger(__name__)
STATES = "accounts.sso.states"  # in the session
STATE_SECONDS = 600
MOST_STATES = 10
FAILURES = (requests.RequestException, jwt.PyJWTError, DisallowedRedirect, *MISSHAPEN)


@dataclass(frozen=True)
class Trip:
    """A way to a provider and back. `verifier` is PKCE's (RFC 7636), `back` the address registered at the provider."""

    state: str
    verifier: str
    target: str
    back: str


def send_to(request: HttpRequest, name: str, target: str) -> HttpResponseRedirect:
    """Send the browser to the provider; `target` is where the person goes in the end. Raises NotSignedIn."""
    trip = Trip(secrets.token_urlsafe(24), secrets.token_urlsafe(48), target, _address_back(request, name))
    with _failing_plainly(name):
        answer = HttpResponseRedirect(PROVIDERS[name][0](trip, request))
    _begin(request, name, trip)
    return answer


def come_back(request: HttpRequest, name: str) -> tuple[str, str]:
    """Return (工号, target) of the person whom the provider sent back; 工号 is "" without one. Raises NotSignedIn.

    The state is used up first, so that the same address opened again, or in another browser, is refused.
    """
    trip = _use_up(request, name)
    # 钉钉 has its own word for the code.
    code = request.GET.get("code") or request.GET.get("authCode")
    if not code:
        is_cancelled = request.GET.get("error", "access_denied") == "access_denied"
        raise NotSignedIn(Problem.CANCELLED if is_cancelled else Problem.FAILED)
    with _failing_plainly(name):
        claim = PROVIDERS[name][1](trip, code)
    return number_in(claim), trip.target


def _address_back(request: HttpRequest, name: str) -> str:
    """The same in every language, for it is registered at the provider."""
    with translation.override(settings.LANGUAGE_CODE):
        return request.build_absolute_uri(reverse("sso:return", args=[name]))


def _begin(request: HttpRequest, name: str, trip: Trip) -> None:
    states = request.session.get(STATES, {})
    # A dict keeps its order: the newest stand last.
    newest = list(states.items())[1 - MOST_STATES :]
    request.session[STATES] = {**dict(newest), trip.state: [name, trip.verifier, trip.target, time.time()]}


def _use_up(request: HttpRequest, name: str) -> Trip:
    """Return what was begun under the state that the browser brings. Raises NotSignedIn."""
    states, state = request.session.get(STATES, {}), request.GET.get("state", "")
    begun_for, verifier, target, begun = states.get(state, ("", "", "", 0))
    if begun_for != name:
        raise NotSignedIn(Problem.EXPIRED)
    request.session[STATES] = {key: value for key, value in states.items() if key != state}
    # At once: the calls to the provider take seconds, in which the same address may be opened again.
    request.session.save()
    if time.time() - begun > STATE_SECONDS:
        raise NotSignedIn(Problem.EXPIRED)
    return Trip(state, verifier, target, _address_back(request, name))


@contextmanager
def _failing_plainly(name: str) -> Iterator[None]:
    """Inside, every failure of the provider becomes NotSignedIn, with a line in the log that holds no secret."""
    try:
        yield
    except FAILURES as error:
        # Not the message, nor the chain: they may hold an address with a token, or the answer.
        logger.warning("Sign-in by %s failed: %s %s.", name, type(error).__name__, getattr(error, "code", ""))
        raise NotSignedIn(Problem.FAILED) from None


# --- OpenID Connect ---

# With a key pair, and no other way.
SIGNED_BY = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)]


def oidc_address(trip: Trip, request: HttpRequest) -> str:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(trip.verifier.encode()).digest()).rstrip(b"=")
    query = {"client_id": settings.SSO_OIDC_CLIENT_ID, "redirect_uri": trip.back, "response_type": "code"}
    query |= {"scope": " ".join(settings.SSO_OIDC_SCOPES), "state": trip.state, "nonce": nonce_of(trip.state)}
    query |= {"code_challenge": challenge.decode(), "code_challenge_method": "S256"}
    return f"{_oidc_server()['authorization_endpoint']}?{urlencode(query)}"


def oidc_number(trip: Trip, code: str) -> object:
    server = _oidc_server()
    answer = _oidc_tokens(server, trip, code)
    claims = _oidc_claims(server, answer["id_token"])
    if not constant_time_compare(str(claims.get("nonce")), nonce_of(trip.state)):
        raise ValueError("nonce")
    if settings.SSO_OIDC_CLAIM in claims:
        return claims[settings.SSO_OIDC_CLAIM]
    bearer = {"Authorization": f"Bearer {answer['access_token']}"}
    more = call("GET", server["userinfo_endpoint"], headers=bearer)
    if more["sub"] != claims["sub"]:
        raise ValueError("sub")
    return more.get(settings.SSO_OIDC_CLAIM)


def nonce_of(state: str) -> str:
    """Return the nonce that belongs to a state: as secret, as bound to the session and as good for once as that."""
    return salted_hmac("accounts.sso.nonce", state, algorithm="sha256").hexdigest()


def _oidc_server() -> dict[str, Any]:
    return call("GET", f"{settings.SSO_OIDC_SERVER_URL}/.well-known/openid-configuration")


def _oidc_tokens(server: dict[str, Any], trip: Trip, code: str) -> dict[str, Any]:
    body = {"grant_type": "authorization_code", "code": code}
    body |= {"redirect_uri": trip.back, "code_verifier": trip.verifier}
    key, secret = settings.SSO_OIDC_CLIENT_ID, settings.SSO_OIDC_CLIENT_SECRET
    methods = server.get("token_endpoint_auth_methods_supported", [])
    # A client's name with a colon in it goes wrong in "basic".
    if "client_secret_basic" in methods and "client_secret_post" not in methods:
        return call("POST", server["token_endpoint"], data=body, auth=(key, secret))
    return call("POST", server["token_endpoint"], data={**body, "client_id": key, "client_secret": secret})


def _oidc_claims(server: dict[str, Any], id_token: str) -> dict[str, Any]:
    """Return what a token says that the server signed for this site and that is still good. Raises one of FAILURES."""
    keys = jwt.PyJWKSet.from_dict(call("GET", server["jwks_uri"]))
    return jwt.decode(
        id_token,
        keys[jwt.get_unverified_header(id_token)["kid"]],
        algorithms=SIGNED_BY,
        audience=settings.SSO_OIDC_CLIENT_ID,
        issuer=server["issuer"],
        options={"require": ["exp", "iss", "aud", "sub"]},
    )


# --- 钉钉: whoever has it can come as far as the code; only the company's own list of members knows the 工号 ---

NO_MEMBER = 60121  # error code of a person who is not in the company


def dingtalk_address(trip: Trip, request: HttpRequest) -> str:
    query = {
        "client_id": settings.SSO_DINGTALK_CLIENT_ID,
        "redirect_uri": trip.back,
        "response_type": "code",
        "scope": "openid",
        "state": trip.state,
        "prompt": "consent",
    }
    return f"https://login.dingtalk.com/oauth2/auth?{urlencode(query)}"


def dingtalk_number(trip: Trip, code: str) -> object:
    client = {"clientId": settings.SSO_DINGTALK_CLIENT_ID, "clientSecret": settings.SSO_DINGTALK_CLIENT_SECRET}
    body = {**client, "code": code, "grantType": "authorization_code"}
    theirs = call("POST", f"{DINGTALK}/oauth2/userAccessToken", json=body)["accessToken"]
    someone = call("GET", f"{DINGTALK}/contact/users/me", headers={"x-acs-dingtalk-access-token": theirs})
    own = {"access_token": own_token("dingtalk")}
    union = {"unionid": someone["unionId"]}
    try:
        member = call("POST", f"{DINGTALK_MEMBERS}/user/getbyunionid", params=own, json=union)["result"]
    except PlatformRefused as refusal:
        if refusal.code != NO_MEMBER:
            raise
        return None
    if member["contact_type"] != 0:  # a customer or supplier in somebody's contacts
        return None
    found = call("POST", f"{DINGTALK_MEMBERS}/v2/user/get", params=own, json={"userid": member["userid"]})
    return found["result"].get("job_number")


# --- 飞书 ---


def feishu_address(trip: Trip, request: HttpRequest) -> str:
    query = {"app_id": settings.SSO_FEISHU_APP_ID, "redirect_uri": trip.back, "state": trip.state}
    return f"{FEISHU}/authen/v1/index?{urlencode(query)}"


def feishu_number(trip: Trip, code: str) -> object:
    app = {"app_id": settings.SSO_FEISHU_APP_ID, "app_secret": settings.SSO_FEISHU_APP_SECRET}
    own = call("POST", f"{FEISHU}/auth/v3/app_access_token/internal/", json=app)["app_access_token"]
    body = {"grant_type": "authorization_code", "code": code, "app_access_token": own}
    theirs = call("POST", f"{FEISHU}/authen/v1/access_token", json=body)["data"]["access_token"]
    answer = call("GET", f"{FEISHU}/authen/v1/user_info", headers={"Authorization": f"Bearer {theirs}"})
    person = answer["data"]
    # An app shared with other companies: theirs may use the same numbers.
    if settings.SSO_FEISHU_TENANT_KEY not in ("", person.get("tenant_key")):
        return None
    return person.get("employee_no")


# --- 企业微信: a token of the site's own in place of the person's ---


def wecom_address(trip: Trip, request: HttpRequest) -> str:
    query = {"appid": settings.SSO_WECOM_CORP_ID, "agentid": settings.SSO_WECOM_AGENT_ID}
    query |= {"redirect_uri": trip.back, "state": trip.state}
    if is_wecom(request.headers.get("User-Agent", "")):
        query |= {"response_type": "code", "scope": "snsapi_base"}
        return f"https://open.weixin.qq.com/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"
    return f"https://login.work.weixin.qq.com/wwlogin/sso/login?{urlencode({'login_type': 'CorpApp', **query})}"


def wecom_number(trip: Trip, code: str) -> object:
    own = own_token("wecom")
    # Somebody of another company has an `openid` and no `userid`.
    return call("GET", f"{WECOM}/auth/getuserinfo", params={"access_token": own, "code": code}).get("userid")


PROVIDERS = {
    "oidc": (oidc_address, oidc_number),
    "dingtalk": (dingtalk_address, dingtalk_number),
    "feishu": (feishu_address, feishu_number),
    "wecom": (wecom_address, wecom_number),
}
