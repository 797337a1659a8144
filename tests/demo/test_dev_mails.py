"""Mails of a developer's machine: one line on the console each, read decoded at an address that only DEBUG has."""

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client

pytestmark = pytest.mark.django_db
TEXT = "您的验证链接：\nhttps://union.example.com/account/activate/?a=1&b=2\n<b>请勿转发</b>"


@pytest.fixture
def mails(settings, tmp_path, tree):
    """A machine that keeps its mails in files; returns what reads an address."""
    settings.EMAIL_BACKEND = "demo.dev_mails.FileBackend"
    settings.ROOT_URLCONF = "tests.demo.dev_urls"
    settings.VAR_DIR = tmp_path
    return lambda name="": Client().get(f"/dev/mails/{name}")


def names(folder) -> list[str]:
    return sorted(file.stem for file in (folder / "mails").iterdir())


def test_the_address_is_absent_without_debug(client, tree):
    assert client.get("/dev/mails/").status_code == 404
    assert client.get("/dev/mails/20261130-172229-000000-abcd/").status_code == 404


def test_a_mail_is_shown_decoded_with_its_links(mails, tmp_path):
    assert "还没有邮件" in mails().text
    headers = {"Date": "Mon, 30 Nov 2026 17:25:25 -0000"}
    mail = EmailMultiAlternatives("有1条发言等待审核", TEXT, None, ["first@example.com"], headers=headers)
    mail.attach_alternative("<p>…</p>", "text/html")
    mail.attach("名单.csv", "1", "text/csv")
    mail.send()

    (name,) = names(tmp_path)
    page = mails(f"{name}/").text

    assert "有1条发言等待审核" in page
    assert "first@example.com" in page
    assert '<a href="https://union.example.com/account/activate/?a=1&amp;b=2"' in page
    assert "&lt;b&gt;请勿转发&lt;/b&gt;" in page
    assert "名单.csv" in page
    assert "2026-12-01 01:25:25" in page, "by the site's own clock"


def test_the_newest_mail_stands_first(mails):
    for number in range(3):
        send_mail(f"第{number}封", TEXT, None, ["first@example.com"])

    page = mails().text

    assert page.index("第2封") < page.index("第1封") < page.index("第0封")


@pytest.mark.parametrize(
    "name",
    ["../db.sqlite3", "..%2f..%2fdb", "%2e%2e/secret", "a/../../secret", "secret", "secret.eml", "f", "%5c..%5csecret"],
)
def test_t90_no_other_file_can_be_read(mails, tmp_path, name):
    (tmp_path / "mails").mkdir()
    (tmp_path / "secret.eml").write_text("Subject: geheim\n\n机密", "utf-8")

    assert mails(f"{name}/").status_code == 404


def test_a_mail_is_one_line_on_the_console(mails, tmp_path, capsys, settings):
    send_mail("密码已重设", TEXT, None, ["first@example.com", "second@example.com"])

    (line,) = capsys.readouterr().out.splitlines()

    (name,) = names(tmp_path)
    assert "first@example.com, second@example.com「密码已重设」" in line
    assert line.endswith(f"{settings.BASE_URL}/dev/mails/{name}/")
