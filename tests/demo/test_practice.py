"""An empty site to practise on: `make run EMPTY=1`."""

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings as django_settings

from demo.practice import NAME, first_administrator
from tests import database_template
from tests.accounts.second_factor.signing_in import CODE, ENROL, TICKET, code_of, give_code, give_password
from unionsite.accounts.models import Authenticator, User
from unionsite.core import generation
from unionsite.core.models import SiteSettings

OWN = "Chunfeng-2026-xinlu"


@pytest.fixture
def practice(tree):
    """The site as `setup_site` lays it: nobody may read it yet."""
    SiteSettings.objects.update(is_open=False)
    generation.forget()


@pytest.fixture
def clock():
    """It stands, and is moved on by hand: a phone's code is good once."""
    with time_machine.travel(datetime(2026, 6, 1, 1, 10, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def shown() -> tuple[User, str, str]:
    """The administrator, with the password and the ticket of this start."""
    rows = dict(first_administrator())
    return User.objects.get(username=rows["用户名 Name"]), rows["初始密码 Password"], rows.get("绑定凭证 Ticket", "")


def test_who_practises_comes_in_and_meets_the_list(clock, practice, client):
    assert client.get("/").status_code == 503
    _user, former, void = shown()
    # The next start: the same person, another password and ticket.
    chief, password, ticket = shown()
    assert User.objects.count() == 1
    assert (chief.username, chief.is_superuser) == (NAME, True)
    assert give_password(client, chief, password=former).status_code == 200
    assert give_password(client, chief, password=password)["Location"] == TICKET
    assert give_code(client, void, address=TICKET).status_code == 200
    assert give_code(client, ticket, address=TICKET)["Location"] == ENROL
    client.get(ENROL)
    device = Authenticator.objects.get(user=chief)
    give_code(client, code_of(device), address=ENROL)
    # Bound, but not further: a password alone.
    chief, password, ticket = shown()
    assert ticket == ""
    client.logout()
    clock.shift(60)
    assert give_password(client, chief, password=password)["Location"] == CODE
    give_code(client, code_of(device))
    data = {"current_password": password, "new_password1": OWN, "new_password2": OWN}
    page = client.post(client.get("/admin/", follow=True).request["PATH_INFO"], data, follow=True)
    assert page.request["PATH_INFO"] == "/admin/"
    assert "上线清单" in page.text
    assert page.text.index('id="opening-legal"') < page.text.index('id="opening-open"')
    assert first_administrator() == []
    assert User.objects.count() == 1


def test_it_lies_in_a_folder_of_its_own():
    for given, folder in (("", f"{django_settings.BASE_DIR}/var/empty"), ("/elsewhere", "/elsewhere/empty")):
        environment = os.environ | {"VAR_DIR": given, "DATABASE_URL": "", "REDIS_URL": "redis://demo"}
        command = ["make", "--dry-run", "--assume-old=.venv/requirements-full.txt.stamp", "run", "EMPTY=1"]
        told = subprocess.run(
            command, cwd=django_settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
        ).stdout
        lines = [line for line in told.splitlines() if "prepare.py" in line or "manage.py dev" in line]
        assert len(lines) == 2
        for line in lines:
            assert line.startswith(f"VAR_DIR='{folder}' MEDIA_ROOT= DATABASE_URL= REDIS_URL= S3_URL= ")


@pytest.mark.once
def test_the_command_lays_no_demo(tmp_path):
    shutil.copy(database_template.sqlite_template(), tmp_path / "db.sqlite3")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "unionsite.settings.dev",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        # What sealed the rows of the copied database.
        "AUDIT_KEY": django_settings.AUDIT_KEY,
    }
    told = subprocess.run(
        [sys.executable, "scripts/prepare.py", "--empty"],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "绑定凭证 Ticket" in told
    assert "演示" not in told
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        assert database.execute("SELECT username FROM accounts_user").fetchall() == [(NAME,)]
        assert database.execute("SELECT count(*) FROM news_newspage").fetchone() == (0,)
        assert database.execute("SELECT is_open FROM core_sitesettings").fetchall() == [(0,)]
    database.close()
