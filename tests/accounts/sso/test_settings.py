"""The switch: off by default and without a trace; on, it starts and asks for what is missing."""

import pytest

from tests.core.test_settings import GOOD, LOAD, in_production
from unionsite.settings import sso

WECOM = {"SSO_WECOM_CORP_ID": "ww-corp", "SSO_WECOM_AGENT_ID": "1", "SSO_WECOM_SECRET": "s"}
OIDC = {"SSO_OIDC_CLIENT_ID": "site", "SSO_OIDC_CLIENT_SECRET": "s"}
START = """
import sys
import django
django.setup()
from django.core.management import call_command
import unionsite.urls
call_command("check", "--fail-level", "WARNING")
print("jwt" in sys.modules, "unionsite.accounts.sso.views" in sys.modules)
"""


@pytest.mark.parametrize("variables", [{}, {**WECOM, "SSO_PROVIDERS": "wecom"}], ids=["off", "on"])
def test_it_starts_and_loads_no_package_before_somebody_signs_in(tmp_path, variables):
    result = in_production(tmp_path, START, **GOOD, **variables)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split()[-2:] == ["False", "True"]


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"SSO_PROVIDERS": "qq"}, "qq is none of oidc, dingtalk, feishu, wecom"),
        ({"SSO_PROVIDERS": "wecom", **WECOM, "SSO_WECOM_SECRET": ""}, "wecom, but SSO_WECOM_SECRET is empty"),
        ({"SSO_PROVIDERS": "dingtalk"}, "SSO_DINGTALK_CLIENT_ID, SSO_DINGTALK_CLIENT_SECRET is empty"),
        ({"SSO_PROVIDERS": "oidc", **OIDC, "SSO_OIDC_SERVER_URL": "http://id.example.com"}, "must begin with https://"),
    ],
)
def test_what_is_missing_is_named(tmp_path, variables, reason):
    result = in_production(tmp_path, LOAD, **GOOD, **variables)
    assert result.returncode != 0
    assert reason in result.stderr.strip().splitlines()[-1]


def test_a_server_on_this_machine_answers_in_tests_alone():
    assert sso.SSO_LOOPBACK == ""
