"""A stand-in of the three platforms, on this machine, and people with outlets switched on."""

import json
from datetime import datetime

import pytest
from django.utils import timezone

from tests.factories import UserFactory
from tests.fake_api import FakeApi, serving
from unionsite.messaging.choices import Platform, Way
from unionsite.messaging.models import Outlet, Preference

MORNING = datetime(2026, 5, 11, 9, tzinfo=timezone.get_default_timezone())  # Monday
NIGHT = MORNING.replace(hour=23)
WECOM_TOKEN = "qyapi.weixin.qq.com/cgi-bin/gettoken"
WECOM_SEND = "qyapi.weixin.qq.com/cgi-bin/message/send"
WECOM_ROBOT = "qyapi.weixin.qq.com/cgi-bin/webhook/send"
DINGTALK_TOKEN = "api.dingtalk.com/v1.0/oauth2/accessToken"
DINGTALK_FIND = "oapi.dingtalk.com/topapi/v2/user/getbymobile"
DINGTALK_MEMBER = "oapi.dingtalk.com/topapi/v2/user/get"
DINGTALK_SEND = "api.dingtalk.com/v1.0/robot/oToMessages/batchSend"
DINGTALK_ROBOT = "oapi.dingtalk.com/robot/send"
FEISHU_TOKEN = "open.feishu.cn/open-apis/auth/v3/tenant_access_token/internal"
FEISHU_FIND = "open.feishu.cn/open-apis/contact/v3/users/batch_get_id"
FEISHU_MEMBER = "open.feishu.cn/open-apis/contact/v3/users/ou-1"
FEISHU_SEND = "open.feishu.cn/open-apis/im/v1/messages"
FEISHU_ROBOT = "open.feishu.cn/open-apis/bot/v2/hook/feishu-robot-key"
SENDING = {Platform.WECOM: WECOM_SEND, Platform.DINGTALK: DINGTALK_SEND, Platform.FEISHU: FEISHU_SEND}
ROBOTS = {Platform.WECOM: WECOM_ROBOT, Platform.DINGTALK: DINGTALK_ROBOT, Platform.FEISHU: FEISHU_ROBOT}


class StandIn(FakeApi):
    """Answers as the platforms document it when all is well."""

    prefix = "/"

    def __init__(self):
        super().__init__(
            {
                WECOM_TOKEN: {"errcode": 0, "access_token": "token-1", "expires_in": 7200},
                WECOM_SEND: {"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": "m1"},
                WECOM_ROBOT: {"errcode": 0, "errmsg": "ok"},
                DINGTALK_TOKEN: {"accessToken": "token-1", "expireIn": 7200},
                DINGTALK_FIND: {"errcode": 0, "result": {"userid": "ding-1"}},
                DINGTALK_MEMBER: {"errcode": 0, "result": {"userid": "ding-1", "job_number": "A1001"}},
                DINGTALK_SEND: {"processQueryKey": "q", "invalidStaffIdList": [], "flowControlledStaffIdList": []},
                DINGTALK_ROBOT: {"errcode": 0, "errmsg": "ok"},
                FEISHU_TOKEN: {"code": 0, "tenant_access_token": "token-1", "expire": 7200},
                FEISHU_FIND: {"code": 0, "data": {"user_list": [{"user_id": "ou-1", "mobile": "13800000001"}]}},
                FEISHU_MEMBER: {"code": 0, "data": {"user": {"open_id": "ou-1", "employee_no": "A1001"}}},
                FEISHU_SEND: {"code": 0, "data": {"message_id": "om-1"}},
                FEISHU_ROBOT: {"code": 0, "msg": "success"},
            }
        )

    def sent(self, path: str) -> list[dict]:
        return [json.loads(body) for called, _query, body in self.calls if called == path]

    def log(self) -> str:
        """All that the platforms were told, 汉字 as they are."""
        return "\n".join(
            f"{path} {query} {json.dumps(json.loads(body or b'{}'), ensure_ascii=False)}"
            for path, query, body in self.calls
        )


@pytest.fixture
def platforms(settings):
    """All three applications registered, and a stand-in that answers for them."""
    with serving(StandIn()) as fake:
        settings.SSO_LOOPBACK = fake.address
        settings.SSO_DINGTALK_CLIENT_ID, settings.SSO_DINGTALK_CLIENT_SECRET = "ding-app", "ding-secret"
        settings.SSO_FEISHU_APP_ID, settings.SSO_FEISHU_APP_SECRET = "feishu-app", "feishu-secret"
        settings.SSO_WECOM_CORP_ID, settings.SSO_WECOM_SECRET = "ww-corp", "wecom-secret"
        settings.SSO_WECOM_AGENT_ID = "1000002"
        yield fake


def application(platform: Platform = Platform.WECOM) -> Outlet:
    return Outlet.objects.create(platform=platform, name=f"应用 {platform}", is_on=True)


def robot(platform: Platform = Platform.WECOM, **group) -> Outlet:
    outlet = Outlet(platform=platform, name=f"机器人 {platform}", is_robot=True, is_on=True, **group)
    outlet.keep(key=f"{platform}-robot-key", secret="" if platform == Platform.WECOM else "robot-secret")
    outlet.save()
    return outlet


def chosen(person, way: Way | Platform, **fields) -> Preference:
    return Preference.objects.create(person=person, way=str(way.value), **fields)


@pytest.fixture
def employee(db):
    return UserFactory(
        username="A1001", employee_number="A1001", phone="13800000001", email="a1001@example.com", name="田小禾"
    )
