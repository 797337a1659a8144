"""The extra switched on for these tests alone, against a server on this machine."""

import pytest
from django.apps import AppConfig, apps

from tests.accounts.sso.fake_idp import ISSUER, FakeIdp
from tests.fake_api import serving
from unionsite.settings import sso


@pytest.fixture(scope="package", autouse=True)
def extra():
    """allauth's apps as a site with the extra has them, without starting all other apps anew."""
    before, configs = apps.app_configs.copy(), [AppConfig.create(path) for path in sso.SSO_APPS]
    for config in configs:
        config.apps = apps
        config.import_models()
        apps.app_configs[config.label] = config
    apps.clear_cache()
    configs[-1].ready()
    yield
    apps.app_configs = before
    apps.clear_cache()


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
