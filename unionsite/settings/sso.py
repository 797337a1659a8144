"""Employees' sign-in by the company's identity: off, and its packages not imported, unless SSO_PROVIDERS names one.

Raises ImproperlyConfigured on a provider that is unknown or lacks a value, and without the extra `sso`.
"""

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from .environment import env

SSO_PROVIDERS = env.list("SSO_PROVIDERS", default=[])
SSO_OIDC_SERVER_URL = env.str("SSO_OIDC_SERVER_URL", default="").rstrip("/")
SSO_OIDC_CLIENT_ID = env.str("SSO_OIDC_CLIENT_ID", default="")
SSO_OIDC_CLIENT_SECRET = env.str("SSO_OIDC_CLIENT_SECRET", default="")
SSO_OIDC_CLAIM = env.str("SSO_OIDC_CLAIM", default="employee_number")
SSO_OIDC_SCOPES = env.list("SSO_OIDC_SCOPES", default=["openid", "profile"])
SSO_DINGTALK_CLIENT_ID = env.str("SSO_DINGTALK_CLIENT_ID", default="")
SSO_DINGTALK_CLIENT_SECRET = env.str("SSO_DINGTALK_CLIENT_SECRET", default="")
SSO_FEISHU_APP_ID = env.str("SSO_FEISHU_APP_ID", default="")
SSO_FEISHU_APP_SECRET = env.str("SSO_FEISHU_APP_SECRET", default="")
SSO_FEISHU_TENANT_KEY = env.str("SSO_FEISHU_TENANT_KEY", default="")
SSO_WECOM_CORP_ID = env.str("SSO_WECOM_CORP_ID", default="")
SSO_WECOM_AGENT_ID = env.str("SSO_WECOM_AGENT_ID", default="")
SSO_WECOM_SECRET = env.str("SSO_WECOM_SECRET", default="")
# For tests alone: a server on this machine that answers for all of them, at /<host>/<path>.
SSO_LOOPBACK = ""

# What each cannot do without.
_NEEDED = {
    "oidc": ("SSO_OIDC_SERVER_URL", "SSO_OIDC_CLIENT_ID", "SSO_OIDC_CLIENT_SECRET", "SSO_OIDC_CLAIM"),
    "dingtalk": ("SSO_DINGTALK_CLIENT_ID", "SSO_DINGTALK_CLIENT_SECRET"),
    "feishu": ("SSO_FEISHU_APP_ID", "SSO_FEISHU_APP_SECRET"),
    "wecom": ("SSO_WECOM_CORP_ID", "SSO_WECOM_AGENT_ID", "SSO_WECOM_SECRET"),
}
for _provider in SSO_PROVIDERS:
    if _provider not in _NEEDED:
        raise ImproperlyConfigured(f"SSO_PROVIDERS: {_provider} is none of {', '.join(_NEEDED)}.")
    if _missing := [_name for _name in _NEEDED[_provider] if not globals()[_name]]:
        raise ImproperlyConfigured(f"SSO_PROVIDERS names {_provider}, but {', '.join(_missing)} is empty.")
if "oidc" in SSO_PROVIDERS and env.bool("HTTPS", default=True) and not SSO_OIDC_SERVER_URL.startswith("https://"):
    raise ImproperlyConfigured("SSO_OIDC_SERVER_URL must begin with https://; http only where HTTPS is off.")
if SSO_PROVIDERS and find_spec("jwt") is None:
    raise ImproperlyConfigured("SSO_PROVIDERS needs the extra `sso`: install requirements-full.txt.")
