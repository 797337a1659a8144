"""The providers as allauth knows them, reduced to one question: which 工号 has the person in front of the browser?

Loaded only where the extra `sso` is switched on. Of allauth this takes state, PKCE, addresses and the exchange of the
code; allauth makes no account here, keeps no token of a person and shows no page.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import requests  # allowed: outgoing (errors alone)
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import jwtkit, statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.dingtalk.provider import DingTalkProvider
from allauth.socialaccount.providers.dingtalk.views import DingTalkOAuth2Adapter
from allauth.socialaccount.providers.feishu.client import FeishuOAuth2Client
from allauth.socialaccount.providers.feishu.provider import FeishuProvider
from allauth.socialaccount.providers.feishu.views import FeishuOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from unionsite.accounts.sso.outgoing import GuardedSession, Refused, call, own_token
from unionsite.accounts.sso.queries import NotSignedIn
from unionsite.accounts.sso.rules import Problem, is_wecom, number_in

logger = logging.getLogger(__name__)
NO_MEMBER = 60121  # 钉钉's error code of a person who is not in the company
# An answer of another shape than promised ends in one of the four in the second row, deep in allauth.
FAILURES = (
    *(OAuth2Error, requests.RequestException, PermissionDenied),
    *(LookupError, TypeError, ValueError, AttributeError),
)


def send_to(request: HttpRequest, name: str, target: str) -> HttpResponse:
    """Send the browser to the provider; `target` is where the person goes in the end. Raises NotSignedIn."""
    with _failing_plainly(name):
        return get_adapter().get_provider(request, name).redirect(request, process="login", next_url=target)


def come_back(request: HttpRequest, name: str) -> tuple[str, str]:
    """Return (工号, target) of the person whom the provider sent back; 工号 is "" without one. Raises NotSignedIn.

    The state is used up first, so that the same address opened again, or in another browser, is refused.
    """
    state = statekit.unstash_state(request, state_id=request.GET.get("state", ""), provider_id=name)
    if state is None:
        raise NotSignedIn(Problem.EXPIRED)
    with _failing_plainly(name):
        provider = get_adapter().get_provider(request, name)
        adapter = provider.get_oauth2_adapter(request)
        if not request.GET.get("code"):
            is_cancelled = request.GET.get("error", "access_denied") == "access_denied"
            raise NotSignedIn(Problem.CANCELLED if is_cancelled else Problem.FAILED)
        client = adapter.get_client(request, provider.app)
        answer = adapter.get_access_token_data(request, provider.app, client, state.get("pkce_code_verifier"))
        token = adapter.parse_token(answer)
        claim = adapter.complete_login(request, provider.app, token, response=answer)
    return number_in(claim), state["next"]


@contextmanager
def _failing_plainly(name: str) -> Iterator[None]:
    """Inside, every failure of the provider becomes NotSignedIn, with a line in the log that holds no secret."""
    try:
        yield
    except FAILURES as error:
        # Not the message, nor the chain: they may hold an address with a token, or the answer.
        logger.warning("Sign-in by %s failed: %s %s.", name, type(error).__name__, getattr(error, "code", ""))
        raise NotSignedIn(Problem.FAILED) from None


class Adapter(DefaultSocialAccountAdapter):
    """Where allauth asks for providers and for the session of its calls."""

    def get_provider(self, request, provider, client_id=None):
        kind, key, secret, more = {
            "oidc": (
                *(OIDC, settings.SSO_OIDC_CLIENT_ID, settings.SSO_OIDC_CLIENT_SECRET),
                {
                    "server_url": settings.SSO_OIDC_SERVER_URL,
                    "scope": settings.SSO_OIDC_SCOPES,
                    "oauth_pkce_enabled": True,
                },
            ),
            "dingtalk": (
                *(DingTalk, settings.SSO_DINGTALK_CLIENT_ID, settings.SSO_DINGTALK_CLIENT_SECRET),
                {"scope": ["openid"], "auth_params": {"prompt": "consent"}},
            ),
            "feishu": (Feishu, settings.SSO_FEISHU_APP_ID, settings.SSO_FEISHU_APP_SECRET, {}),
            "wecom": (WeCom, settings.SSO_WECOM_CORP_ID, settings.SSO_WECOM_SECRET, {}),
        }[provider]
        # Never saved.
        app = SocialApp(
            provider=provider, provider_id=provider, name=provider, client_id=key, secret=secret, settings=more
        )
        return kind(request, app=app)

    def get_requests_session(self):
        return GuardedSession()

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        # allauth would show a page of its own.
        raise NotSignedIn(Problem.FAILED)


class AnswerAlone:
    """Hands on what the provider said, where allauth would make an account of it."""

    def sociallogin_from_response(self, request, response):
        return response


class OneAddress:
    """The address to come back to is the same in every language, for it is registered at the provider."""

    def get_callback_url(self, request, app):
        with translation.override(settings.LANGUAGE_CODE):
            return request.build_absolute_uri(reverse("sso:return", args=[app.provider]))


# --- OpenID Connect ---


def nonce_of(state: str) -> str:
    """Return the nonce that belongs to a state: as secret, as bound to the session and as good for once as that."""
    return salted_hmac("accounts.sso.nonce", state, algorithm="sha256").hexdigest()


class OIDCClient(OAuth2Client):
    def get_redirect_url(self, authorization_url, scope, extra_params):
        return super().get_redirect_url(authorization_url, scope, {**extra_params, "nonce": nonce_of(self.state)})


class OIDCAdapter(OneAddress, OpenIDConnectOAuth2Adapter):
    client_class = OIDCClient

    def complete_login(self, request, app, token, **kwargs):
        # allauth would trust the connection; the signature holds whatever stands between.
        claims = jwtkit.verify_and_decode(
            credential=kwargs["response"]["id_token"],
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        # Read where it stands, but not asked for.
        if "exp" not in claims:
            raise OAuth2Error("exp")
        if not constant_time_compare(str(claims.get("nonce")), nonce_of(request.GET["state"])):
            raise OAuth2Error("nonce")
        if settings.SSO_OIDC_CLAIM in claims:
            return claims[settings.SSO_OIDC_CLAIM]
        more = call("GET", self.profile_url, headers={"Authorization": f"Bearer {token.token}"})
        if more["sub"] != claims["sub"]:
            raise OAuth2Error("sub")
        return more.get(settings.SSO_OIDC_CLAIM)


class OIDC(AnswerAlone, OpenIDConnectProvider):
    oauth2_adapter_class = OIDCAdapter


# --- 钉钉 ---


class DingTalkAdapter(OneAddress, DingTalkOAuth2Adapter):
    """Whoever has 钉钉 can come as far as the code: only the company's own list of members knows the 工号."""

    def complete_login(self, request, app, token, **kwargs):
        someone = super().complete_login(request, app, token, **kwargs)
        own = {"access_token": own_token("dingtalk", app.client_id, lambda: self.fetch_token(app))}
        api, body = "https://oapi.dingtalk.com/topapi", {"unionid": someone["unionId"]}
        try:
            member = call("POST", f"{api}/user/getbyunionid", params=own, json=body)["result"]
        except Refused as refusal:
            if refusal.code != NO_MEMBER:
                raise
            return None
        if member["contact_type"] != 0:  # a customer or supplier in somebody's contacts
            return None
        found = call("POST", f"{api}/v2/user/get", params=own, json={"userid": member["userid"]})
        return found["result"].get("job_number")

    @staticmethod
    def fetch_token(app) -> tuple[str, int]:
        body = {"appKey": app.client_id, "appSecret": app.secret}
        answer = call("POST", "https://api.dingtalk.com/v1.0/oauth2/accessToken", json=body)
        return answer["accessToken"], int(answer["expireIn"])


class DingTalk(AnswerAlone, DingTalkProvider):
    oauth2_adapter_class = DingTalkAdapter


# --- 飞书 ---


class FeishuAdapter(OneAddress, FeishuOAuth2Adapter):
    def get_client(self, request, app):
        # allauth's own looks for the address of a page that is not here.
        address = self.get_callback_url(request, app)
        return FeishuOAuth2Client(request, app.client_id, app.secret, "POST", self.access_token_url, address)

    def complete_login(self, request, app, token, **kwargs):
        person = super().complete_login(request, app, token, **kwargs)
        # An app shared with other companies: theirs may use the same numbers.
        if settings.SSO_FEISHU_TENANT_KEY not in ("", person.get("tenant_key")):
            return None
        return person.get("employee_no")


class Feishu(AnswerAlone, FeishuProvider):
    oauth2_adapter_class = FeishuAdapter


# --- 企业微信: a code as in OAuth 2, but a token of the site's own in place of the person's ---


class WeComClient(OAuth2Client):
    def get_redirect_url(self, authorization_url, scope, extra_params):
        query = {
            "appid": self.consumer_key,
            "agentid": settings.SSO_WECOM_AGENT_ID,
            "redirect_uri": self.callback_url,
            "state": self.state,
        }
        if is_wecom(self.request.headers.get("User-Agent", "")):
            query |= {"response_type": "code", "scope": "snsapi_base"}
            return f"https://open.weixin.qq.com/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"
        return f"{authorization_url}?{urlencode({'login_type': 'CorpApp', **query})}"


class WeComAdapter(OneAddress, OAuth2Adapter):
    provider_id = "wecom"
    authorize_url = "https://login.work.weixin.qq.com/wwlogin/sso/login"
    access_token_url = "https://qyapi.weixin.qq.com/cgi-bin/gettoken"  # noqa: S105  (an address)
    user_url = "https://qyapi.weixin.qq.com/cgi-bin/auth/getuserinfo"
    client_class = WeComClient

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None):
        return {"access_token": own_token("wecom", app.client_id, lambda: self.fetch_token(app))}

    def fetch_token(self, app) -> tuple[str, int]:
        query = {"corpid": app.client_id, "corpsecret": app.secret}
        answer = call("GET", self.access_token_url, params=query)
        return answer["access_token"], int(answer["expires_in"])

    def complete_login(self, request, app, token, **kwargs):
        query = {"access_token": token.token, "code": request.GET["code"]}
        # Somebody of another company has an `openid` and no `userid`.
        return call("GET", self.user_url, params=query).get("userid")


class WeCom(AnswerAlone, OAuth2Provider):
    id = "wecom"
    oauth2_adapter_class = WeComAdapter
