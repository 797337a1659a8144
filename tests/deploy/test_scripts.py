"""Install and update refuse what is wrong before they touch anything (issue: bad input), and say what to do."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

import unionsite

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SCRIPTS = [DEPLOY / "install", DEPLOY / "update", DEPLOY / "release", *sorted((DEPLOY / "lib").glob("*.sh"))]
pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="bash is missing")


def run(*command, **environment):
    done = subprocess.run(
        ["bash", *map(str, command)], capture_output=True, text=True, check=False, env=os.environ | environment
    )
    return done.returncode, done.stdout + done.stderr


def sourced(text, folder, **environment):
    """What a piece of bash says that has the functions of install and update, with the site in `folder`."""
    parts = " ".join(
        f'. "{DEPLOY}/lib/{name}.sh";'
        for name in ("words", "options", "machine", "release", "web", "database", "environment")
    )
    return run("-c", f'set -euo pipefail; DEPLOY="{DEPLOY}"; {parts} {text}', UNIONSITE_HOME=str(folder), **environment)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_it_is_bash_without_slips(script):
    assert run("-n", script) == (0, "")
    if shutil.which("shellcheck"):
        done = subprocess.run(["shellcheck", "-x", script], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.stdout == ""


GOOD = ["--host", "union.example.com", "--admin", "1001", "--admin-email", "admin@example.com"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--host", ""], "请用--host"),
        (["--host", "https://union.example.com"], "不带https://"),
        (["--host", "union.example.com; rm"], "只用小写字母"),
        (["--admin", ""], "请用--admin"),
        (["--admin-email", "nobody"], "请用--admin-email"),
        (["--from-email", "nobody"], "不是邮箱"),
        (["--database-url", "mysql://x/y"], "postgres://"),
        (["--redis-url", "10.0.0.1"], "redis://"),
        (["--email-url", "mail.example.com"], "smtp+tls://"),
        (["--site-name", 'a"b'], "不能有引号"),
        (["--wheels", "/nowhere"], "没有.whl文件"),
        (["--cert", "/nowhere.pem"], "要一起给"),
        (["--cert", "/nowhere.pem", "--key", "/nowhere.key"], "读不到证书"),
        (["--colour", "red"], "不认识的选项：COLOUR"),
        (["--host"], "后面要写值"),
        (["union.example.com"], "不认识的参数"),
    ],
)
def test_a_wrong_option_is_refused(tmp_path, more, words):
    code, said = sourced_with([*GOOD, *more], tmp_path)
    assert code == 2
    assert words in said
    assert "没有做任何改动" in said
    assert list(tmp_path.iterdir()) == []


def sourced_with(options, folder):
    quoted = " ".join("'" + option.replace("'", "'\\''") + "'" for option in options)
    return sourced(f"read_options {quoted}; check_options", folder)


def test_right_options_are_taken_from_a_file_too(tmp_path):
    config = tmp_path / "site.conf"
    config.write_text(
        "# 网站\nHOST=union.example.com\nADMIN=1001\nADMIN_EMAIL=admin@example.com\nCLAMAV=yes\n", "utf-8"
    )
    code, said = sourced(f'read_options --config "{config}"; check_options; echo "$SITE_HOST $ADMIN $CLAMAV"', tmp_path)
    assert (code, said) == (0, "union.example.com 1001 yes\n")
    config.write_text("HOST=union.example.com\n$(touch x)\n", "utf-8")
    code, said = sourced(f'read_options --config "{config}"', tmp_path)
    assert code == 2
    assert "第2行" in said


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is missing")
def test_a_certificate_for_another_host_or_with_another_key_is_refused(tmp_path):
    for name in ("one", "two"):
        names = "-subj /CN=union.example.com -addext subjectAltName=DNS:union.example.com"
        files = f"-keyout {tmp_path}/{name}.key -out {tmp_path}/{name}.pem"
        assert run("-c", f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 {names} {files}")[0] == 0
    own = ["--cert", f"{tmp_path}/one.pem", "--key", f"{tmp_path}/one.key"]
    assert sourced_with([*GOOD, *own], tmp_path) == (0, "")
    code, said = sourced_with([*GOOD, *own, "--host", "other.example.com"], tmp_path)
    assert code == 2
    assert "不是给other.example.com的" in said
    code, said = sourced_with([*GOOD, "--cert", f"{tmp_path}/one.pem", "--key", f"{tmp_path}/two.key"], tmp_path)
    assert code == 2
    assert "不配套" in said


# --- A restore, and .env ---

FORMER = "".join(f"{name}={name.lower()}\n" for name in ("SECRET_KEY", "SEALING_KEYS", "AUDIT_KEY", "CASE_KEYS"))
FORMER += "RECEIPT_KEYS=receipt_keys\n"
# Who owns it needs the site's user; tried by `make try-install`.
WRITTEN = "chown() { :; }; write_env; cat $SITE/.env; stat -c %a $SITE/.env"


@pytest.mark.parametrize(
    ("options", "former", "words"),
    [
        (["--for-restore"], "", "要一起用"),
        (["--env", "{}"], FORMER, "要一起用"),
        (["--for-restore", "--env", "/nowhere"], "", "读不到原来的设置"),
        (["--for-restore", "--env", "{}"], FORMER.replace("CASE_KEYS=", "OTHER="), "缺少CASE_KEYS"),
        (["--for-restore", "--env", "{}"], FORMER + "BASE_URL=https://other.example.com\n", "要换域名"),
        (["--for-restore", "--env", "{}"], FORMER + "DATABASE_URL=sqlite:///db\n", "不是PostgreSQL"),
    ],
)
def test_a_restore_wants_the_former_keys(tmp_path, options, former, words):
    file = tmp_path / "former"
    file.write_text(former, "utf-8")
    code, said = sourced_with([*GOOD, *(option.format(file) for option in options)], tmp_path / "site")
    assert code == 2
    assert words in said


def env_of(said):
    *lines, mode = said.splitlines()
    pairs = [line.split("=", 1) for line in lines if not line.startswith("#")]
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs), mode


def test_the_former_settings_come_back_and_what_they_lack_is_added(tmp_path):
    file = tmp_path / "former"
    file.write_text(f"# 原来的\n{FORMER}VAR_DIR=/old/var\nEMAIL_URL=smtp://old\nBACKUP_PLACE=/mnt/backups\n", "utf-8")
    options = " ".join([*GOOD, "--for-restore", "--env", str(file), "--email-url", "smtp://new"])
    code, said = sourced(f"read_options {options}; check_options; {WRITTEN}", tmp_path)
    assert code == 0
    values, mode = env_of(said)
    assert {name: values[name] for name in ("CASE_KEYS", "VAR_DIR", "EMAIL_URL", "BACKUP_PLACE", "BASE_URL")} == {
        "CASE_KEYS": "case_keys",
        "VAR_DIR": f"{tmp_path}/var",
        "EMAIL_URL": "smtp://new",
        "BACKUP_PLACE": "/mnt/backups",
        "BASE_URL": "https://union.example.com",
    }
    assert mode == "400"


def test_keys_are_made_once_and_a_real_certificate_needs_no_file_of_its_own(tmp_path):
    options = f"read_options {' '.join(GOOD)}; "
    first, mode = env_of(sourced(options + WRITTEN, tmp_path)[1])
    assert mode == "400"
    assert first["HEALTH_CA_FILE"] == "/etc/ssl/unionsite/fullchain.pem"
    again, mode = env_of(sourced(f"{options} CERT=real.pem; {WRITTEN}", tmp_path)[1])
    assert mode == "400"
    assert first == again | {"HEALTH_CA_FILE": first["HEALTH_CA_FILE"]}
    assert "HEALTH_CA_FILE" not in again


def test_what_nginx_does_not_take_is_no_change_by_the_administrator(tmp_path):
    """Nor does a later update then hold the site's own file for one that somebody has changed."""
    (tmp_path / "updates").mkdir()
    own = "render_nginx() { echo server 127.0.0.1:$3 $1; }; "
    good, bad = "reload_nginx() { :; }; ", "reload_nginx() { false; }; "
    place = {"UNIONSITE_NGINX": str(tmp_path / "unionsite.conf")}
    assert sourced(f"{own}{good}place_nginx one host 8000", tmp_path, **place)[0] == 0
    assert sourced(f"{own}{bad}place_nginx two host 8001", tmp_path, **place)[0] == 1
    assert (tmp_path / "unionsite.conf").read_text("utf-8") == "server 127.0.0.1:8000 one\n"
    assert sourced(f"{own}{good}place_nginx three host 8001", tmp_path, **place)[0] == 0
    assert (tmp_path / "unionsite.conf").read_text("utf-8") == "server 127.0.0.1:8001 three\n"


# --- Update ---


@pytest.fixture
def site(tmp_path):
    """A folder laid as install lays it, with 1.0.0 in use and nginx's file."""
    home = tmp_path / "site"
    (home / "releases" / "1.0.0").mkdir(parents=True)
    (home / "updates").mkdir()
    (home / "current").symlink_to("releases/1.0.0")
    names = (DEPLOY / "needed-variables").read_text("utf-8").split()
    values = dict.fromkeys(names, "x" * 60) | {"DATABASE_URL": "postgres://u:p@127.0.0.1:1/none"}
    (home / ".env").write_text("".join(f"{name}={value}\n" for name, value in values.items()), "utf-8")
    (home / "nginx.conf").write_text("upstream unionsite {\n    server 127.0.0.1:8001;\n}\n", "utf-8")
    return home


def archive(folder, version, needed="SECRET_KEY\n", name=""):
    inside = folder / f"unionsite-{version}"
    (inside / "deploy").mkdir(parents=True)
    (inside / "pyproject.toml").write_text(f'[project]\nname = "unionsite"\nversion = "{version}"\n', "utf-8")
    (inside / "deploy" / "needed-variables").write_text(needed, "utf-8")
    target = folder / (name or f"unionsite-{version}.tar.gz")
    with tarfile.open(target, "w:gz") as tar:
        tar.add(inside, arcname=inside.name)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    Path(f"{target}.sha256").write_text(f"{digest}  {target.name}\n", "utf-8")
    return target


def update(site, *arguments):
    return run(
        DEPLOY / "update",
        *arguments,
        UNIONSITE_HOME=str(site),
        UNIONSITE_NGINX=str(site / "nginx.conf"),
        UNIONSITE_LOG=str(site / "log"),
        LOCK=str(site / "lock"),
    )


def listing(site):
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.name != "lock")


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="not root")


@needs_root
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda file: Path(f"{file}.sha256").unlink(), "缺少校验文件"),
        (lambda file: file.write_bytes(file.read_bytes()[:-20]), "与校验值不符"),
        (lambda file: file.unlink(), "读不到发行包"),
    ],
)
def test_a_damaged_archive_is_refused(site, tmp_path, spoil, words):
    file = archive(tmp_path, "1.0.1")
    spoil(file)
    before = listing(site)
    code, said = update(site, file)
    assert code == 2
    assert words in said
    assert listing(site) == before


@needs_root
@pytest.mark.parametrize(
    ("version", "needed", "name", "words"),
    [
        ("1.0.0", "", "", "1.0.0不比它新"),
        ("0.9.12", "", "", "0.9.12不比它新"),
        ("1.0.1", "SECRET_KEY\nBRAND_NEW_KEY\n", "", "BRAND_NEW_KEY"),
        ("1.0.1", "", "other-1.0.1.tar.gz", "不是本网站的发行包"),
        ("1.0.10", "", "", "连不上数据库"),
    ],
)
def test_what_does_not_fit_this_site_is_refused(site, tmp_path, version, needed, name, words):
    before = listing(site)
    code, said = update(site, archive(tmp_path, version, needed, name))
    assert code == 2
    assert words in said
    assert listing(site) == before


@needs_root
def test_nothing_else_begins_while_an_update_is_unfinished(site, tmp_path):
    (site / "updates" / "state").write_text("FROM=1.0.0\nTO=1.0.1\nSOURCE=/root/unionsite-1.0.1.tar.gz\n", "utf-8")
    code, said = update(site, archive(tmp_path, "1.0.2"))
    assert code == 2
    assert "--continue" in said


@needs_root
def test_there_must_be_something_to_go_on_with_or_back_to(site):
    assert "没有中断的更新" in update(site, "--continue")[1]
    assert "没有可以退回的版本" in update(site, "--back")[1]


def in_update(site, text):
    """What a piece of bash says that has the functions of update, without any service behind them."""
    parts = " ".join(f'. "{DEPLOY}/lib/{name}.sh";' for name in ("words", "machine", "release", "web", "database"))
    own = (DEPLOY / "update").read_text("utf-8").replace('main "$@"', "").split("UPDATES=", 1)[1]
    stand_ins = "install_units() { :; }; is_up() { [ $1 != web@8000 ]; }; is_nginx_up() { :; }; well() { :; };"
    stand_ins += "unit_up() { echo up $1 >>$SITE/units; }; unit_down() { echo down $1 >>$SITE/units; };"
    return run(
        "-c",
        f'set -euo pipefail; DEPLOY="{DEPLOY}"; {parts} UPDATES={own}\n{stand_ins} {text}',
        UNIONSITE_HOME=str(site),
        UNIONSITE_NGINX=str(site / "nginx.conf"),
        UNIONSITE_LOG=str(site / "log"),
    )


@needs_root
def test_a_copy_that_cannot_be_brought_back_does_not_leave_the_site_down(site):
    (site / "updates" / "databases").mkdir()
    (site / "updates" / "databases" / "before-1.0.1.dump").write_text("cut short", "utf-8")
    text = "RESTORE=yes HOST_NAME=union.example.com FROM=1.0.0 TO=1.0.1 OLD_PORT=8001 NEW_PORT=8000; "
    text += "TARGET=$SITE/releases/$TO; is_up() { false; }; restore_database() { false; }; roll_back"
    code, said = in_update(site, text)
    assert code == 1
    assert "没有完成：恢复更新以前的数据库" in said
    lines = (site / "units").read_text("utf-8").split("\n")
    assert lines[:4] == ["down worker", "down scheduler", "down web@8001", "down web@8000"]
    assert lines[4:7] == ["up web@8001", "up worker", "up scheduler"]


@needs_root
def test_a_way_back_that_fails_leaves_what_serves(site):
    """The former release does not come up: port, link and units stay, and nothing of either release is deleted."""
    (site / "releases" / "0.9.0").mkdir()
    (site / "updates" / "last").write_text("FROM=0.9.0\nTO=1.0.0\n", "utf-8")
    code, said = in_update(site, "unit_up() { false; }; back")
    assert code == 1
    assert "没有退回，仍是1.0.0版" in said
    assert (site / "current").readlink().name == "1.0.0"
    assert {path.name for path in (site / "releases").iterdir()} == {"0.9.0", "1.0.0"}
    assert (site / "units").read_text("utf-8") == "down web@8000\n"


@pytest.fixture
def scratch():
    """The variables of libpq for a database of the test's own."""
    ours = settings.DATABASES["default"]
    if "postgresql" not in ours["ENGINE"] or not shutil.which("pg_dump"):
        pytest.skip("not PostgreSQL, or its programs are missing")
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    variables = {name: str(ours[key]) for name, key in names.items() if ours[key]}
    base = "unionsite_test_of_update"
    run("-c", f"dropdb --if-exists {base}; createdb {base}", **variables)
    yield variables | {"PGDATABASE": base}
    run("-c", f"dropdb {base}", **variables)


def test_the_database_comes_back_without_what_the_newer_release_added(tmp_path, scratch):
    """A table that points to a former one would hold it fast; and a copy cut short changes nothing."""
    old, new = "CREATE TABLE page (id int PRIMARY KEY)", "CREATE TABLE later (page int REFERENCES page)"
    fill, empty = "INSERT INTO page VALUES (7)", "DELETE FROM page"
    count, look = "SELECT count(*) FROM page", "SELECT page FROM later"
    dump = tmp_path / "before.dump"

    def said(text):
        own = f'with_postgres() {{ "$@"; }}; ask() {{ psql -X -q -t -A -c "$1"; }}; DUMP={dump};'
        return sourced(f"{own} {text}", tmp_path, **scratch)

    text = f'ask "{old}"; ask "{fill}"; dump_database $DUMP; ask "{new}"; ask "{empty}"; '
    assert said(f'{text} restore_database $DUMP; ask "{count}"') == (0, "1\n")
    assert said(f'ask "{look}"')[0] == 1

    # Once more, now that the schema is the site's own.
    assert said(f'dump_database $DUMP; ask "{empty}"; restore_database $DUMP; ask "{count}"') == (0, "1\n")
    dump.write_bytes(dump.read_bytes()[:-20])
    assert said(f'ask "{empty}"; restore_database $DUMP')[0] != 0
    assert said(f'ask "{count}"') == (0, "0\n")


# --- Parts ---


@pytest.mark.parametrize(
    ("url", "variables"),
    [
        ("postgres:////var/run/postgresql/site", {"PGDATABASE=site", "PGHOST=/var/run/postgresql"}),
        (
            "postgres://u:p%40ss@db.example.com:6432/site?sslmode=require",
            {
                "PGDATABASE=site",
                "PGHOST=db.example.com",
                "PGPORT=6432",
                "PGUSER=u",
                "PGPASSWORD=p@ss",
                "PGSSLMODE=require",
            },
        ),
        ("sqlite:///var/db.sqlite3", set()),
        ("", set()),
    ],
)
def test_the_address_of_the_database_is_read_as_django_does(url, variables):
    command = [sys.executable, DEPLOY / "lib" / "postgres_environment.py"]
    done = subprocess.run(command, input=f"{url}\n", capture_output=True, text=True, check=False)
    assert set(done.stdout.split()) == variables
    assert (done.returncode == 0) is bool(variables)


@pytest.mark.parametrize(
    ("one", "other", "newer"),
    [("1.0.1", "1.0.0", True), ("1.0.10", "1.0.9", True), ("1.0.0", "1.0.0", False), ("1.0.0", "1.1.0", False)],
)
def test_versions_are_compared_by_their_numbers(tmp_path, one, other, newer):
    assert sourced(f"is_newer {one} {other} && echo yes || echo no", tmp_path) == (0, "yes\n" if newer else "no\n")


def test_a_step_that_fails_in_the_middle_ends_everything(tmp_path):
    text = "broken() { false; echo went on; }; step 做一件事 broken; echo went on"
    code, said = sourced(text, tmp_path, UNIONSITE_LOG=str(tmp_path / "log"))
    assert code == 1
    assert "went on" not in said
    assert "原样再运行一次" in said


def test_the_version_has_one_value():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == unionsite.__version__


def test_the_units_name_programs_that_the_release_has():
    for unit in DEPLOY.glob("*.service"):
        text = unit.read_text("utf-8")
        assert re.search(r"^WorkingDirectory=/srv/unionsite/(current|web-%i)$", text, re.M)
        assert re.search(
            r"^ExecStart=-?/bin/sh -c 'cd -P \. && exec \.venv/bin/(gunicorn|python manage\.py) ", text, re.M
        )
