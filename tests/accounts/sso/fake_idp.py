"""A server on this machine that answers for OpenID Connect, 钉钉, 飞书 and 企业微信 alike, at /<host>/<path>."""

from __future__ import annotations

import json
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.fake_api import FakeApi

ISSUER = "https://id.example.com/realms/company"
OIDC = "id.example.com/realms/company"
DISCOVERY, TOKEN, KEYS, PERSON = (
    f"{OIDC}/.well-known/openid-configuration",
    f"{OIDC}/token",
    f"{OIDC}/keys",
    f"{OIDC}/userinfo",
)
DINGTALK_TOKEN = "api.dingtalk.com/v1.0/oauth2/userAccessToken"
DINGTALK_ME = "api.dingtalk.com/v1.0/contact/users/me"
DINGTALK_OWN_TOKEN = "api.dingtalk.com/v1.0/oauth2/accessToken"
DINGTALK_BY_UNION = "oapi.dingtalk.com/topapi/user/getbyunionid"
DINGTALK_MEMBER = "oapi.dingtalk.com/topapi/v2/user/get"
FEISHU_OWN_TOKEN = "open.feishu.cn/open-apis/auth/v3/app_access_token/internal/"
FEISHU_TOKEN = "open.feishu.cn/open-apis/authen/v1/access_token"
FEISHU_PERSON = "open.feishu.cn/open-apis/authen/v1/user_info"
WECOM_TOKEN = "qyapi.weixin.qq.com/cgi-bin/gettoken"
WECOM_PERSON = "qyapi.weixin.qq.com/cgi-bin/auth/getuserinfo"

SIGNING_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def id_token(*, key=SIGNING_KEY, algorithm="RS256", **claims) -> str:
    now = int(time.time())
    told = {"iss": ISSUER, "aud": "site", "sub": "someone", "iat": now - 5, "exp": now + 300} | claims
    told = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(told, key, algorithm=algorithm, headers={"kid": "one"})


def public_keys() -> dict:
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(SIGNING_KEY.public_key()))
    return {"keys": [key | {"kid": "one", "alg": "RS256", "use": "sig"}]}


def answers_about(number: object) -> dict[str, object]:
    """What all of them say where the person with this 工号 signs in; the id_token is added when the nonce is known."""
    return {
        DISCOVERY: {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/auth",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        },
        KEYS: public_keys(),
        PERSON: {"sub": "someone", "employee_number": number},
        DINGTALK_TOKEN: {"accessToken": "theirs", "refreshToken": "again", "expireIn": 7200},
        DINGTALK_ME: {"unionId": "union-1", "openId": "open-1", "nick": "小田"},
        DINGTALK_OWN_TOKEN: {"accessToken": "own-token", "expireIn": 7200},
        DINGTALK_BY_UNION: {"errcode": 0, "result": {"userid": "ding-1", "contact_type": 0}},
        DINGTALK_MEMBER: {"errcode": 0, "result": {"userid": "ding-1", "job_number": number}},
        FEISHU_OWN_TOKEN: {"code": 0, "app_access_token": "own-token"},
        FEISHU_TOKEN: {"code": 0, "data": {"access_token": "theirs", "refresh_token": "again", "expires_in": 7200}},
        FEISHU_PERSON: {"code": 0, "data": {"open_id": "ou-1", "tenant_key": "company", "employee_no": number}},
        WECOM_TOKEN: {"errcode": 0, "access_token": "own-token", "expires_in": 7200},
        WECOM_PERSON: {"errcode": 0, "userid": number},
    }


class FakeIdp(FakeApi):
    """Its paths are named by host and path."""

    prefix = "/"

    def __init__(self):
        super().__init__(answers_about("A1001"))

    def body(self, path: str) -> str:
        return super().body(path).decode()
