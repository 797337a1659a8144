"""Settings: every variable is documented, and production refuses to start on what would be unsafe."""

import ast
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Site

from unionsite.core.checks import database_file_is_private, furniture_is_complete
from unionsite.core.models import SiteSettings
from unionsite.settings.environment import FORMER, read_bucket

ROOT = Path(django_settings.BASE_DIR)
SECRET = "".join(sorted(set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")))
GOOD = {
    "SECRET_KEY": SECRET,
    "SEALING_KEYS": SECRET[::-1],
    "AUDIT_KEY": SECRET[20:] + SECRET[:20],
    "CASE_KEYS": SECRET[30:] + SECRET[:30],
    "RECEIPT_KEYS": SECRET[40:] + SECRET[:40],
    "ALLOWED_HOSTS": "union.example.com",
    "BASE_URL": "https://union.example.com",
}


def variables_read() -> set[str]:
    """Names in calls such as `env.str("NAME", …)` of all settings modules."""
    names = set()
    for file in (ROOT / "unionsite" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "env"
                and node.func.attr != "db_url_config"
                # A function of dev.py takes the names of those that production.py reads.
                and isinstance(node.args[0], ast.Constant)
            ):
                names.add(ast.literal_eval(node.args[0]))
    return names


def variables_documented() -> list[str]:
    text = (ROOT / ".env.example").read_text("utf-8")
    return re.findall(r"^([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)


def test_the_example_names_exactly_what_the_settings_read():
    documented = variables_documented()
    assert len(documented) == len(set(documented))
    assert set(documented) == variables_read()


def test_no_former_variable_is_documented_beside_what_took_its_place():
    gone = {name for name, _harmless, _line in FORMER} - {"BACKUP_PLACE"}
    assert not gone & set(variables_documented())
    new = {line.partition("=")[0] for _name, _harmless, line in FORMER if "=" in line}
    assert new <= set(variables_documented())


def test_the_example_holds_no_secret():
    text = (ROOT / ".env.example").read_text("utf-8")
    assert re.search(r"^SECRET_KEY=$", text, re.MULTILINE)


def in_production(tmp_path, code: str, **variables: str) -> subprocess.CompletedProcess:
    """Run Python code in a process of its own with the production settings and nothing else of our environment."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "unionsite.settings.production",
            "VAR_DIR": str(tmp_path),
            # Of a developer's .env nothing may shine through.
            **dict.fromkeys(("SECRET_KEY", "SEALING_KEYS", "AUDIT_KEY", "CASE_KEYS", "RECEIPT_KEYS"), ""),
            **dict.fromkeys(("ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "REDIS_URL"), ""),
            "DEBUG": "off",
            **variables,
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


LOAD = "from django.conf import settings; settings.DEBUG"
SHOW = "from django.conf import settings as s; print({names})"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": SECRET[:49]}, "SECRET_KEY is missing, a default or shorter than 50"),
        ({"SECRET_KEY": "change-me-" + SECRET}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + SECRET}, "SECRET_KEY"),
        ({"SECRET_KEY": "geheim" * 20}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "union.example.com,*"}, "ALLOWED_HOSTS must name"),
        ({"DEBUG": "on"}, "DEBUG must be off"),
        ({"DEBUG": "True"}, "DEBUG must be off"),
    ],
)
def test_what_is_unsafe_is_refused_with_a_reason(tmp_path, changes, reason):
    result = in_production(tmp_path, LOAD, **{**GOOD, **changes})
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured:")
    assert reason in last
    secret = changes.get("SECRET_KEY")
    assert not secret or secret not in result.stderr, "a refused secret must not land in the log"


def test_a_good_environment_starts(tmp_path):
    result = in_production(
        tmp_path,
        "import django; django.setup(); from django.core.management import call_command; "
        "call_command('check', fail_level='WARNING')",
        **{**GOOD, "SECRET_KEY": secrets.token_urlsafe(64)},
    )
    assert result.returncode == 0, result.stderr


def test_production_is_https_with_secure_cookies(tmp_path):
    names = "s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0"
    result = in_production(tmp_path, SHOW.format(names=names), **GOOD)
    assert result.stdout.strip() == "False True True True True"


def test_a_plain_intranet_may_say_so(tmp_path):
    names = "s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS"
    result = in_production(tmp_path, SHOW.format(names=names), **GOOD, HTTPS="off")
    assert result.stdout.strip() == "False False False 0"


@pytest.mark.parametrize(("behind", "expected"), [("on", "('HTTP_X_FORWARDED_PROTO', 'https')"), ("off", "None")])
def test_a_proxys_word_counts_only_where_there_is_one(tmp_path, behind, expected):
    result = in_production(tmp_path, SHOW.format(names="s.SECURE_PROXY_SSL_HEADER"), **GOOD, BEHIND_PROXY=behind)
    assert result.stdout.strip() == expected


def test_a_slash_at_the_end_of_the_public_address_is_no_harm(tmp_path):
    result = in_production(
        tmp_path, SHOW.format(names="s.BASE_URL"), **{**GOOD, "BASE_URL": "https://union.example.com/"}
    )
    assert result.stdout.strip() == "https://union.example.com"


@pytest.mark.parametrize(("asked", "seconds"), [("", "5"), ("?connect_timeout=2", "2")])
def test_a_database_that_has_gone_is_given_up_within_seconds(tmp_path, asked, seconds):
    names = (
        "s.DATABASES['default']['OPTIONS']['connect_timeout'], s.DATABASES['default']['OPTIONS']['tcp_user_timeout']"
    )
    url = f"postgres://site@192.0.2.1/site{asked}"
    result = in_production(tmp_path, SHOW.format(names=names), **{**GOOD, "DATABASE_URL": url})
    assert result.stdout.split() == [seconds, "5000"], result.stderr


# --- Variables of 1.0 ---


@pytest.mark.parametrize(
    ("former", "new"),
    [
        ({"S3_BUCKET": "union"}, "S3_URL"),
        ({"BACKUP_PLACE": "s3://union/backups"}, "BACKUP_URL"),
        ({"COUNTERS_DIR": "/run/counters"}, "MEMORY_DIR"),
        ({"UPLOADS_DIR": "/run/uploads"}, "MEMORY_DIR"),
        ({"BACKUP_HOUR": "4"}, "NIGHT_HOUR"),
        ({"STATIC_COPY_HOUR": "13"}, "NIGHT_HOUR"),
        ({"HEALTH_WALK_WEEKDAY": "6"}, "NIGHT_WEEKDAY"),
        ({"DATABASE_REPLICA_URL": "postgres://site:union@replica/site"}, "nothing: delete this line"),
    ],
)
def test_a_former_variable_alone_is_not_passed_over(tmp_path, former, new):
    result = in_production(tmp_path, LOAD, **GOOD, **former)
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert f"{next(iter(former))} -> {new}" in last
    assert "union" not in last


def test_all_of_them_are_named_at_once(tmp_path):
    result = in_production(tmp_path, LOAD, **GOOD, S3_BUCKET="union", BACKUP_HOUR="4")
    last = result.stderr.strip().splitlines()[-1]
    assert "S3_BUCKET -> S3_URL=" in last
    assert "BACKUP_HOUR -> NIGHT_HOUR=" in last


def test_former_lines_of_no_effect_are_no_harm(tmp_path):
    untouched = {"BACKUP_HOUR": "3", "STATIC_COPY_HOUR": "1", "HEALTH_WALK_HOUR": "2", "HEALTH_WALK_WEEKDAY": "7"}
    empty = dict.fromkeys(("S3_BUCKET", "S3_ENDPOINT", "BACKUP_BUCKET_KEY", "COUNTERS_DIR", "BACKUP_DRILL_WEEKDAY"), "")
    hours = "s.STATIC_COPY_HOUR, s.HEALTH_WALK_HOUR, s.BACKUP_HOUR"
    names = f"{hours}, s.HEALTH_WALK_WEEKDAY, s.BACKUP_DRILL_WEEKDAY, s.S3_SERVER"
    result = in_production(
        tmp_path, SHOW.format(names=names), **GOOD, **untouched, **empty, BACKUP_PLACE="/mnt/backups"
    )
    assert result.stdout.strip() == "1 2 3 7 7 {}", result.stderr


def test_beside_the_new_ones_they_wait_for_a_way_back(tmp_path):
    former = {"S3_BUCKET": "old", "BACKUP_PLACE": "s3://old/backups", "BACKUP_BUCKET_KEY": "old", "BACKUP_HOUR": "4"}
    new = {"S3_URL": "s3://k:s@new", "BACKUP_URL": "s3://k:s%40@new/backups?region=cn-1", "NIGHT_HOUR": "5"}
    names = "s.S3_SERVER['bucket_name'], s.BACKUP_PLACE, s.BACKUP_STORAGE['OPTIONS']['secret_key'], s.BACKUP_HOUR"
    result = in_production(tmp_path, SHOW.format(names=names), **GOOD, **former, **new)
    assert result.stdout.strip() == "new s3://new/backups s@ 7", result.stderr


@pytest.mark.parametrize("wrong", [{"NIGHT_HOUR": "21"}, {"NIGHT_HOUR": "-1"}, {"NIGHT_WEEKDAY": "0"}])
def test_a_night_that_is_none_is_refused(tmp_path, wrong):
    result = in_production(tmp_path, LOAD, **GOOD, **wrong)
    assert "NIGHT_HOUR must be from 0 to 20" in result.stderr


PARTS = ("access_key", "secret_key", "bucket_name", "location", "endpoint_url", "region_name")


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("s3://union", (None, None, "union", None, None, None)),
        ("s3://union/a/b", (None, None, "union", "a/b", None, None)),
        ("s3://AK:s/e+c?r#e:t=@union", ("AK", "s/e+c?r#e:t=", "union", None, None, None)),
        ("s3://AK:%25%40x@union/b", ("AK", "%@x", "union", "b", None, None)),
        ("s3://u.n-1/b?region=cn-north-1", (None, None, "u.n-1", "b", None, "cn-north-1")),
        (
            "s3://AK:x@union?endpoint=http://192.0.2.1:9000&region=us-east-1",
            ("AK", "x", "union", None, "http://192.0.2.1:9000", "us-east-1"),
        ),
    ],
)
def test_a_bucket_is_one_url(url, parts):
    assert read_bucket("BACKUP_URL", url, has_folder=True) == dict(zip(PARTS, parts, strict=True))


@pytest.mark.parametrize(
    "url",
    [
        "https://AK:geheim@s3.example.com/union",
        "s3://AK:geh@eim@union",
        "s3://AK:9%geh@union",
        "s3://AK@union",
        "s3://AK:geheim@",
        "s3://AK:geheim@union?endpoint=s3.example.com",
        "s3://AK:geheim@union?Endpoint=https://s3.example.com",
        "s3://AK:geheim@union?endpoint=https://s3.example.com&secret=geheim",
        "s3://AK:geheim@union?region=x&endpoint=https://s3.example.com",
        "s3://AK:geheim @union",
        "/mnt/geheim",
    ],
)
def test_a_url_that_is_none_is_refused_without_its_secret(url):
    with pytest.raises(ImproperlyConfigured, match=r"S3_URL cannot be read\. Write s3://") as refused:
        read_bucket("S3_URL", url, has_folder=True)
    assert "geh" not in str(refused.value)


def test_uploads_have_no_folder_of_their_own_in_the_bucket():
    assert read_bucket("S3_URL", "") == {}
    with pytest.raises(ImproperlyConfigured):
        read_bucket("S3_URL", "s3://union/folder")


# --- What the site must show before it goes public (S-1.3) ---

FILLED = {
    "union_name": "某公司工会委员会",
    "icp_number": "某ICP备00000000号",
    "police_number": "某公网安备00000000000000号",
    "report_phone": "0000-1234567",
    "report_email": "jubao@example.com",
    "address": "综合楼203室",
    "phone": "0000-7654321",
}


@pytest.mark.django_db
def test_empty_furniture_stops_a_deployment(tree):
    (error,) = furniture_is_complete(None)
    assert error.id == "core.E001"
    assert error.is_serious()
    for name in (
        "工会全称",
        "ICP备案号",
        "公安备案号",
        "违法和不良信息举报电话",
        "违法和不良信息举报邮箱",
        "地址",
        "联系电话",
    ):
        assert name in error.msg


@pytest.mark.django_db
@pytest.mark.parametrize("missing", list(FILLED))
def test_each_missing_item_is_named_alone(tree, missing):
    SiteSettings.objects.update(**FILLED | {missing: ""})
    (error,) = furniture_is_complete(None)
    names = error.msg.partition("：")[2].rstrip("。").split("、")
    assert names == [str(SiteSettings._meta.get_field(missing).verbose_name)]


@pytest.mark.django_db
def test_full_furniture_passes(tree):
    SiteSettings.objects.update(**FILLED)
    assert furniture_is_complete(None) == []
    assert "core.E001" not in {message.id for message in run_checks(include_deployment_checks=True)}


@pytest.mark.django_db
def test_a_site_without_any_settings_is_told_too(tree):
    SiteSettings.objects.all().delete()
    assert [error.id for error in furniture_is_complete(None)] == ["core.E001"]


@pytest.mark.django_db
def test_it_is_a_check_of_deployments_alone(tree):
    assert Site.objects.exists()
    assert "core.E001" not in {message.id for message in run_checks()}
    assert "core.E001" in {message.id for message in run_checks(include_deployment_checks=True)}


def test_the_database_file_is_for_the_site_alone(tmp_path):
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "unionsite.settings.dev"}
    environment.pop("DATABASE_URL", None)
    subprocess.run(
        [sys.executable, "-c", "import os; os.umask(0o022); import django; django.setup()"],
        check=True,
        cwd=ROOT,
        env=environment,
    )
    assert (tmp_path / "db.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_database_file_that_others_read_is_told(tmp_path, monkeypatch):
    file = tmp_path / "db.sqlite3"
    file.touch()
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": file}
    monkeypatch.setitem(django_settings.DATABASES, "default", sqlite)
    file.chmod(0o640)
    assert [warning.id for warning in database_file_is_private(None)] == ["core.W002"]
    file.chmod(0o600)
    assert database_file_is_private(None) == []


SYSTEMD = shutil.which("systemd-analyze")


@pytest.mark.skipif(not SYSTEMD, reason="needs systemd-analyze")
@pytest.mark.parametrize("unit", sorted(path.name for path in (ROOT / "deploy").glob("*.service")))
def test_what_runs_is_let_do_little(unit):
    """At most 2.5 of 10 on systemd's own scale of exposure."""
    command = [SYSTEMD, "security", "--offline=true", "--threshold=25", "--no-pager", str(ROOT / "deploy" / unit)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-300:] + told.stderr
