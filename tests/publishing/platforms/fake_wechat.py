"""A server on this machine that answers as WeChat's does, or as a broken one."""

from __future__ import annotations

from contextlib import AbstractContextManager

from tests.fake_api import FakeApi, serving

GOOD = {
    "/cgi-bin/stable_token": {"access_token": "TOKEN-1", "expires_in": 7200},
    "/cgi-bin/media/uploadimg": {"url": "http://mmbiz.qpic.cn/picture.jpg"},
    "/cgi-bin/material/add_material": {"media_id": "COVER-1", "url": "http://mmbiz.qpic.cn/cover.jpg"},
    "/cgi-bin/draft/add": {"media_id": "DRAFT-1"},
}


def fake_wechat() -> AbstractContextManager[FakeApi]:
    return serving(FakeApi(GOOD))
