"""The extra switched on for these tests alone, against a server on this machine."""

import pytest

from tests.accounts.sso.fake_idp import ISSUER, FakeIdp
from tests.fake_api import serving


@pytest.fixture
def idp(settings):
    """All four providers switched on; each tells of the person with 工号 A1001."""
    with serving(FakeIdp()) as fake:
        settings.SSO_LOOPBACK = fake.address
        settings.SSO_PROVIDERS = ["oidc", "dingtalk", "feishu", "wecom"]
        settings.SSO_OIDC_SERVER_URL = ISSUER
        settings.SSO_OIDC_CLIENT_ID, settings.SSO_OIDC_CLIENT_SECRET = "site", "oidc-secret"
        settings.SSO_DINGTALK_CLIENT_ID, settings.SSO_DINGTALK_CLIENT_SECRET = "ding-app", "ding-secret"
        settings.SSO_FEISHU_APP_ID, settings.SSO_FEISHU_APP_SECRET = "feishu-app", "feishu-secret"
        settings.SSO_WECOM_CORP_ID, settings.SSO_WECOM_SECRET = "ww-corp", "wecom-secret"
        settings.SSO_WECOM_AGENT_ID = "1000002"
        yield fake
