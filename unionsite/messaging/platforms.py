"""The calls by which a message leaves: to a person by the company's application, to a group by its robot.

As the platforms document them: 企业微信 发送应用消息 and 群机器人, 钉钉 批量发送单聊消息 and 自定义机器人, 飞书
发送消息 and 自定义机器人. A person is known by the 工号: at 企业微信 it is the account, as for signing in; at 钉钉 and
飞书 the mobile number of the roll finds somebody, who must have that 工号 there: a wrong number reaches nobody.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

import requests  # allowed: outgoing (errors alone)
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from unionsite.accounts.models import User
from unionsite.accounts.people.names import normalised_number
from unionsite.core.company import (
    DINGTALK,
    DINGTALK_MEMBERS,
    FEISHU,
    MISSHAPEN,
    STALE_TOKEN,
    WECOM,
    PlatformRefused,
    call,
    own_token,
)
from unionsite.messaging.choices import Platform
from unionsite.messaging.models import Outlet

DAY = 86400
WECOM_ROBOT = f"{WECOM}/webhook/send"
DINGTALK_ROBOT = "https://oapi.dingtalk.com/robot/send"
FEISHU_ROBOT = f"{FEISHU}/bot/v2/hook/"
# Error codes that are no fault: too many calls within a minute.
BUSY = {45009, 45033, 130101, 90018, 99991400, 11232}
# Of a person whom the platform does not know, or who may not use the application.
NOBODY = {60111, 81013, 40003, 60121, 230013}


class NotSent(Exception):
    """A message did not go out; `str` says why, without a word of it or of the one it was for."""


class Busy(NotSent):
    """The platform wants fewer calls a minute: later, and no try is lost."""


class Nobody(NotSent):
    """The platform does not know the person: there is no use in trying again."""


@dataclass(frozen=True)
class Note:
    """What is sent: `words`, where they lead, and a number of its own, by which platforms know a repetition."""

    words: str
    address: str
    number: str


def send(outlet: Outlet, person: User | None, note: Note) -> None:
    """Send to a person, or to the group of a robot. Raises NotSent."""
    try:
        _tried(outlet, person, note)
    except PlatformRefused as refusal:
        # A new token is fetched at the next call.
        if refusal.code not in STALE_TOKEN or outlet.is_robot:
            raise _in_words(refusal) from None
        try:
            _tried(outlet, person, note)
        except PlatformRefused as again:
            raise _in_words(again) from None


def _tried(outlet: Outlet, person: User | None, note: Note) -> None:
    try:
        if person is None:
            ROBOTS[outlet.platform](outlet, note)
        else:
            APPLICATIONS[outlet.platform](person, note)
    except PlatformRefused:
        raise
    except requests.RequestException as error:
        # Not the message nor the chain: they may hold an address with a key.
        raise NotSent(_("平台没有答复（%(fault)s）") % {"fault": type(error).__name__}) from None
    except MISSHAPEN:
        raise NotSent(_("平台的答复看不懂")) from None


def _in_words(refusal: PlatformRefused) -> NotSent:
    if refusal.code in BUSY:
        return Busy(_("平台要求慢一些"))
    if refusal.code in NOBODY:
        return Nobody(_("平台上没有这名职工"))
    reasons = {
        60020: _("服务器的IP不在企业微信应用的“企业可信IP”里"),
        93000: _("机器人的密钥不对，或者机器人已不在群里"),
        300001: _("机器人的密钥不对，或者机器人已不在群里"),
        310000: _("没有通过机器人的安全设置：请核对加签密钥和服务器的时钟"),
        19021: _("没有通过机器人的加签：请核对加签密钥和服务器的时钟"),
    }
    return NotSent(reasons.get(refusal.code, _("平台答复错误码%(code)s") % {"code": refusal.code}))


def _known(platform: Platform, person: User, find: Callable[[str], tuple[str, object]]) -> str:
    """Return a person's account at a platform, remembered for a day. `find` returns for a mobile number the account and
    the 工号 that it has there. Raises Nobody."""
    key = f"messaging.{platform}.{person.pk}.{person.employee_number}.{person.phone}"
    if known := cache.get(key):
        return known
    if not person.phone or not person.employee_number:
        raise Nobody(_("花名册上没有手机号或者工号"))
    account, number = find(person.phone)
    if normalised_number(str(number or "")) != person.employee_number:
        raise Nobody(_("平台上的工号和花名册不一致"))
    cache.set(key, account, DAY)
    return account


# --- 企业微信 ---


def _wecom(person: User, note: Note) -> None:
    card = {"title": settings.WAGTAIL_SITE_NAME, "description": note.words, "url": note.address, "btntxt": _("查看")}
    body = {"touser": person.employee_number, "msgtype": "textcard", "agentid": int(settings.SSO_WECOM_AGENT_ID)}
    # The same card within ten minutes is a repetition, of which nobody sees the second.
    body |= {"textcard": card, "enable_duplicate_check": 1, "duplicate_check_interval": 600}
    answer = call("POST", f"{WECOM}/message/send", params={"access_token": own_token("wecom")}, json=body)
    _acknowledged(answer)
    if answer.get("invaliduser") or answer.get("unlicenseduser"):
        raise Nobody(_("平台上没有这名职工"))


def _wecom_robot(outlet: Outlet, note: Note) -> None:
    _acknowledged(call("POST", WECOM_ROBOT, params={"key": outlet.opened("key")}, json=_text(note)))


def _acknowledged(answer: dict[str, object], name: str = "errcode") -> None:
    """Raise KeyError for an answer that does not say that it went well; one that says otherwise ended in `call`."""
    answer[name]


def _text(note: Note) -> dict[str, object]:
    return {"msgtype": "text", "text": {"content": _in_one(note)}}


def _in_one(note: Note) -> str:
    return f"{note.words}\n{note.address}"


# --- 钉钉 ---


def _dingtalk(person: User, note: Note) -> None:
    def find(phone: str) -> tuple[str, object]:
        own = {"access_token": own_token("dingtalk")}
        found = call("POST", f"{DINGTALK_MEMBERS}/v2/user/getbymobile", params=own, json={"mobile": phone})
        account = str(found["result"]["userid"])
        member = call("POST", f"{DINGTALK_MEMBERS}/v2/user/get", params=own, json={"userid": account})
        return account, member["result"].get("job_number")

    account = _known(Platform.DINGTALK, person, find)
    content = {"title": settings.WAGTAIL_SITE_NAME, "text": note.words, "messageUrl": note.address, "picUrl": ""}
    body = {"robotCode": settings.SSO_DINGTALK_CLIENT_ID, "userIds": [account], "msgKey": "sampleLink"}
    body["msgParam"] = json.dumps(content, ensure_ascii=False)
    headers = {"x-acs-dingtalk-access-token": own_token("dingtalk")}
    answer = call("POST", f"{DINGTALK}/robot/oToMessages/batchSend", headers=headers, json=body)
    _acknowledged(answer, "processQueryKey")
    if answer.get("flowControlledStaffIdList"):
        raise Busy(_("平台要求慢一些"))
    if answer.get("invalidStaffIdList"):
        raise Nobody(_("平台上没有这名职工"))


def _dingtalk_robot(outlet: Outlet, note: Note) -> None:
    query = {"access_token": outlet.opened("key")}
    if secret := outlet.opened("secret"):
        now = str(int(time.time() * 1000))
        query |= {"timestamp": now, "sign": _signed(secret.encode(), f"{now}\n{secret}".encode())}
    _acknowledged(call("POST", DINGTALK_ROBOT, params=query, json=_text(note)))


def _signed(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()


# --- 飞书 ---


def _feishu(person: User, note: Note) -> None:
    headers = {"Authorization": f"Bearer {own_token('feishu')}"}

    def find(phone: str) -> tuple[str, object]:
        by_account = {"user_id_type": "open_id"}
        url = f"{FEISHU}/contact/v3/users"
        found = call("POST", f"{url}/batch_get_id", params=by_account, headers=headers, json={"mobiles": [phone]})
        account = str(found["data"]["user_list"][0].get("user_id") or "")
        if not account:
            raise Nobody(_("平台上没有这名职工"))
        member = call("GET", f"{url}/{account}", params=by_account, headers=headers)
        return account, member["data"]["user"].get("employee_no")

    account = _known(Platform.FEISHU, person, find)
    # The number keeps a repetition within the hour from being shown.
    body = {"receive_id": account, "msg_type": "text", "uuid": note.number}
    body["content"] = json.dumps({"text": _in_one(note)}, ensure_ascii=False)
    query = {"receive_id_type": "open_id"}
    _acknowledged(call("POST", f"{FEISHU}/im/v1/messages", params=query, headers=headers, json=body), "code")


def _feishu_robot(outlet: Outlet, note: Note) -> None:
    body: dict[str, object] = {"msg_type": "text", "content": {"text": _in_one(note)}}
    if secret := outlet.opened("secret"):
        now = str(int(time.time()))
        body |= {"timestamp": now, "sign": _signed(f"{now}\n{secret}".encode(), b"")}
    _acknowledged(call("POST", FEISHU_ROBOT + outlet.opened("key"), json=body), "code")


APPLICATIONS: dict[str, Callable[[User, Note], None]] = {
    Platform.WECOM: _wecom,
    Platform.DINGTALK: _dingtalk,
    Platform.FEISHU: _feishu,
}
ROBOTS: dict[str, Callable[[Outlet, Note], None]] = {
    Platform.WECOM: _wecom_robot,
    Platform.DINGTALK: _dingtalk_robot,
    Platform.FEISHU: _feishu_robot,
}
