"""The client of WeChat's drafts against a fake server: what is sent, what is kept, and every way it can go wrong."""

import json
import logging

import pytest
from django.core.cache import cache

from tests.factories import ImageFactory, NewsPageFactory, picture_bytes, story
from tests.factories import picture_value as picture
from tests.fake_api import drip, flood, redirect_to
from tests.publishing.platforms.fake_wechat import fake_wechat
from tests.publishing.platforms.making import PlatformFactory, make_post
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.publishing.platforms import wechat
from unionsite.publishing.platforms.choices import PlatformKind, PostState

pytestmark = pytest.mark.django_db
SECRET = "very-secret-secret"
TOKEN = "/cgi-bin/stable_token"
PICTURE = "/cgi-bin/media/uploadimg"
COVER = "/cgi-bin/material/add_material"
DRAFT = "/cgi-bin/draft/add"


@pytest.fixture
def server(settings):
    with fake_wechat() as fake:
        settings.WECHAT_APP_ID, settings.WECHAT_APP_SECRET = "wx-example", SECRET
        settings.WECHAT_ACCOUNT = "chenqiao-union"
        settings.WECHAT_API = fake.address
        settings.WECHAT_PRIVATE_ADDRESSES = True
        settings.WECHAT_SECONDS = 60
        yield fake


@pytest.fixture
def piece(tree):
    image = ImageFactory()
    body = story(("paragraph", "<p>正文里的话。</p>"), ("picture", picture(image)), ("picture", picture(image)))
    return NewsPageFactory(
        parent=tree.news, title="职代会召开", summary="摘要。", cover=ImageFactory(), cover_alt="会场", body=body
    )


@pytest.fixture
def task(piece):
    return make_post(PlatformFactory(account_id="chenqiao-union"), piece)


def refused(task, piece, editor) -> str:
    """The message; nothing may have been kept."""
    with pytest.raises(wechat.WeChatError) as caught:
        wechat.send_draft(post=task, piece=piece, actor=editor)
    task.refresh_from_db()
    assert task.draft_id == ""
    assert not AuditEntry.objects.filter(action=Action.DRAFT_SENT).exists()
    for secret in (SECRET, "TOKEN-1"):
        assert secret not in str(caught.value)
        # What a log or an error report would show of it.
        assert secret not in repr(caught.value.__cause__)
    return str(caught.value)


def test_a_piece_becomes_a_draft(server, task, piece, editor, settings):
    settings.BASE_URL = "https://union.example.com"
    assert wechat.send_draft(post=task, piece=piece, actor=editor) == "DRAFT-1"
    task.refresh_from_db()
    assert (task.draft_id, task.state) == ("DRAFT-1", PostState.WAITING)
    assert task.drafted_at is not None
    assert AuditEntry.objects.get(action=Action.DRAFT_SENT).actor_id == editor.pk
    # The same picture twice in the text goes over once.
    assert sorted(server.paths()) == sorted([TOKEN, PICTURE, COVER, DRAFT])
    article = json.loads(server.body(DRAFT))["articles"][0]
    assert (article["title"], article["digest"], article["author"]) == ("职代会召开", "摘要。", "田晓禾")
    assert article["thumb_media_id"] == "COVER-1"
    assert article["content_source_url"] == f"https://union.example.com/news/{piece.slug}/"
    assert article["content"].count("http://mmbiz.qpic.cn/picture.jpg") == 2
    assert "/media/" not in article["content"]
    # WeChat would show escapes as they are.
    assert "职代会召开".encode() in server.body(DRAFT)
    assert b"\xff\xd8\xff" in server.body(PICTURE)


def test_the_secret_goes_in_the_body_and_into_no_log(server, task, piece, editor, caplog):
    with caplog.at_level(logging.DEBUG):
        wechat.send_draft(post=task, piece=piece, actor=editor)
    assert SECRET.encode() in server.body(TOKEN)
    assert all(SECRET not in str(query) for _path, query, _body in server.calls)
    for secret in (SECRET, "TOKEN-1"):
        assert secret not in caplog.text


def test_a_token_is_kept_sealed_and_used_again(server, task, piece, editor):
    wechat.send_draft(post=task, piece=piece, actor=editor)
    assert "TOKEN-1" not in str(cache.get(wechat.TOKEN_KEY))
    wechat.send_draft(post=task, piece=piece, actor=editor)
    assert server.paths().count(TOKEN) == 1


def test_a_token_that_ran_out_is_asked_for_once_more(server, task, piece, editor):
    wechat.WeChatClient().add_cover(picture_bytes())
    good = server.answers[PICTURE]
    server.answers[PICTURE] = [{"errcode": 42001, "errmsg": "access_token expired"}, good]
    assert wechat.send_draft(post=task, piece=piece, actor=editor) == "DRAFT-1"
    assert server.paths().count(TOKEN) == 2


def test_a_fresh_token_that_is_refused_is_not_asked_for_again(server, task, piece, editor):
    server.answers[PICTURE] = {"errcode": 40001, "errmsg": "invalid credential"}
    assert "WECHAT_APP_SECRET" in refused(task, piece, editor)
    assert server.paths() == [TOKEN, PICTURE]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (-1, "系统繁忙"),
        (40013, "AppID"),
        (40125, "密钥不正确"),
        (40164, "白名单"),
        (45009, "次数已用完"),
        (48001, "没有使用草稿接口的权限"),
        (99999, "错误编号99999"),
    ],
)
def test_a_refusal_says_what_to_do(server, task, piece, editor, code, words):
    server.answers[TOKEN] = {"errcode": code, "errmsg": f"refused {SECRET} TOKEN-1"}
    assert words in refused(task, piece, editor)


@pytest.mark.parametrize("path", [TOKEN, PICTURE, COVER, DRAFT])
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (500, "HTTP 500"),
        (403, "HTTP 403"),
        (b"<html>", "无法识别"),
        (b"[]", "无法识别"),
        (b"", "无法识别"),
        (b"\xff\xfe\x00", "无法识别"),
        ({}, "无法识别"),
        ({"errcode": "no number"}, "无法识别"),
        ({"access_token": 7, "url": 7, "media_id": 7}, "无法识别"),
        ({"access_token": "", "url": "javascript:1", "media_id": "x" * 600}, "无法识别"),
        (flood, "答复过长"),
    ],
)
def test_a_bad_answer_at_any_step_keeps_nothing(server, task, piece, editor, path, answer, words):
    server.answers[path] = answer
    assert words in refused(task, piece, editor)


def test_a_slow_answer_ends_at_the_deadline(server, task, piece, editor, settings):
    settings.WECHAT_SECONDS = 1
    server.answers[COVER] = drip
    assert "没有及时答复" in refused(task, piece, editor)


def test_a_silent_server_ends_at_the_deadline(server, task, piece, editor, settings, monkeypatch):
    import time

    settings.WECHAT_SECONDS = 1
    server.answers[TOKEN] = lambda handler: time.sleep(1.5)
    assert "没有及时答复" in refused(task, piece, editor)


def test_a_redirect_is_not_followed(server, task, piece, editor):
    with fake_wechat() as other:
        server.answers[TOKEN] = redirect_to(f"{other.address}{TOKEN}")
        assert "HTTP 302" in refused(task, piece, editor)
        assert other.calls == []


def test_nobody_at_the_address(server, task, piece, editor, settings):
    settings.WECHAT_API = "http://127.0.0.1:9"
    assert "连接不上" in refused(task, piece, editor)


@pytest.mark.parametrize(
    "address",
    [
        "http://api.weixin.qq.com",
        "https://127.0.0.1",
        "https://localhost",
        "https://10.1.2.3",
        "https://192.168.0.1",
        "https://169.254.169.254",
        "https://[::1]",
        "https://0.0.0.0",
        "https://user@127.0.0.1",
        "ftp://api.weixin.qq.com",
        "https://",
        "nonsense",
    ],
)
def test_private_addresses_and_plain_http_are_refused(server, task, piece, editor, settings, address):
    settings.WECHAT_PRIVATE_ADDRESSES = False
    settings.WECHAT_API = address
    refused(task, piece, editor)
    assert server.calls == []


def test_a_piece_without_a_cover_is_sent_nowhere(server, task, piece, editor):
    piece.cover = None
    assert "封面" in refused(task, piece, editor)
    assert server.calls == []


def test_a_text_that_is_too_long_is_no_draft(server, task, piece, editor):
    piece.body = story(("paragraph", f"<p>{'长' * 20_000}</p>"))
    assert "20000" in refused(task, piece, editor)
    assert DRAFT not in server.paths()


def test_a_picture_that_is_gone_is_named(server, task, piece, editor):
    piece.cover.file.storage.delete(piece.cover.file.name)
    assert "车间里的机床" in refused(task, piece, editor)


@pytest.mark.parametrize("name", ["WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_ACCOUNT"])
def test_it_is_off_while_anything_is_missing(server, task, piece, editor, settings, name):
    setattr(settings, name, "")
    assert not wechat.is_on()
    refused(task, piece, editor)
    assert server.calls == []


@pytest.mark.parametrize(
    ("platform", "state"),
    [
        ({"account_id": "another-account"}, PostState.WAITING),
        ({"account_id": "chenqiao-union", "kind": PlatformKind.WEIBO}, PostState.WAITING),
        ({"account_id": "chenqiao-union"}, PostState.SKIPPED),
    ],
)
def test_only_a_waiting_task_of_the_account_itself_can_be_sent(server, piece, editor, platform, state):
    reason = "不适合" if state == PostState.SKIPPED else ""
    task = make_post(PlatformFactory(**platform), piece, state=state, reason=reason)
    assert not wechat.may_send(task)
    refused(task, piece, editor)
    assert server.calls == []
