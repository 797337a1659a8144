"""Install and update refuse what is wrong before they touch anything (issue: bad input), and say what to do."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings

import unionsite

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PROGRAMS = [DEPLOY / name for name in ("install", "update", "release", "syslog")]
SCRIPTS = [*PROGRAMS, *sorted((DEPLOY / "lib").glob("*.sh"))]
pytestmark = [pytest.mark.skipif(not shutil.which("bash"), reason="bash is missing"), pytest.mark.once]


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
        (["--for-restore", "--env", "{}", "--demo"], FORMER, "不能一起用"),
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


def test_once_written_the_settings_count_and_not_the_options(tmp_path):
    (tmp_path / ".env").write_text(
        "DATABASE_URL=postgres://u:p@10.0.0.5/union\nREDIS_URL=redis://127.0.0.1:6379/0\nDEFAULT_FROM_EMAIL=a@example.com\n"
    )
    options = "FROM_EMAIL=a@example.com SITE_NAME=新名称 REDIS_URL=redis://10.0.0.6/0"
    asked = f'{options}; read_own_env; echo "to: $DATABASE_URL, $REDIS_URL"'
    code, said = sourced(asked, tmp_path)
    assert code == 0
    assert "to: postgres://u:p@10.0.0.5/union, \n" in said
    assert re.findall(r"选项里的(\w+)没有起作用", said) == ["REDIS_URL", "SITE_NAME"]
    assert sourced(f"{options}; read_own_env", tmp_path / "bare") == (0, "")


def test_the_scanner_is_switched_on_in_settings_written_by_hand(tmp_path):
    (tmp_path / ".env").write_text("ANTIVIRUS=\nRECEIPT_KEYS=abc")
    code, said = sourced(f"CLAMAV=yes CERT=; {WRITTEN}", tmp_path)
    assert code == 0, said
    assert said.splitlines()[:2] == ["RECEIPT_KEYS=abc", "ANTIVIRUS=unix:///run/clamav/clamd.ctl"]


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


def test_an_nginx_that_takes_nothing_keeps_its_file_and_ends_the_step(tmp_path):
    """Within `if` bash goes on after what fails; the port would be the new one, and the former one be stopped."""
    (tmp_path / "updates").mkdir()
    own = "render_nginx() { echo server 127.0.0.1:$3; }; is_nginx_up() { :; }; has_systemd() { false; }; "
    place = {"UNIONSITE_NGINX": str(tmp_path / "unionsite.conf")}
    assert sourced(f"{own} nginx() {{ :; }}; place_nginx one host 8000", tmp_path, **place)[0] == 0
    for refused in ("-t", "-s"):
        text = f"{own} nginx() {{ [ $1 != {refused} ]; }}; place_nginx two host 8001"
        assert sourced(text, tmp_path, **place)[0] == 1
        assert (tmp_path / "unionsite.conf").read_text("utf-8") == "server 127.0.0.1:8000\n"
    starts = "is_nginx_up() { false; }; service_up() { false; }; nginx() { :; }; if reload_nginx; then echo up; fi"
    assert sourced(f"{own} {starts}", tmp_path) == (0, "")


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is missing")
def test_the_umask_of_root_keeps_the_user_of_the_site_from_nothing(tmp_path):
    release = tmp_path / "releases" / "1.0.0"
    release.mkdir(parents=True)
    (release / "requirements-full.txt").touch()
    (release / "scripts").symlink_to(ROOT / "scripts")
    venv = 'mkdir -p "$4/bin"; ln -s /bin/true "$4/bin/python"'
    text = f'umask 077; chown() {{ :; }}; python3() {{ if [ $1 = -m ]; then {venv}; else command python3 "$@"; fi; }}; '
    text += "SITE_HOST=union.example.com CERTIFICATES=$SITE/certificates; lay_certificate 2>/dev/null; "
    text += "lay_packages $SITE/releases/1.0.0 ''; stat -c %a $SITE/venvs/* $CERTIFICATES/fullchain.pem"
    assert sourced(text, tmp_path) == (0, "755\n644\n")


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


HEALTHY = b'{"version": "1.0.0", "checks": {"database": {"ok": true, "detail": ""}}}'
BEGUN = "FROM=1.0.0\nTO=1.0.1\nOLD_PORT=8001\nNEW_PORT=8000\n"
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
    (site / "updates" / "state").write_text(f"{BEGUN}SOURCE=/root/unionsite-1.0.1.tar.gz\n", "utf-8")
    code, said = update(site, archive(tmp_path, "1.0.2"))
    assert code == 2
    assert "--continue" in said


@needs_root
@pytest.mark.parametrize("left", ["", "\0" * 40 + "\n", "FROM=1.0.0\n\nTO=1.0.1\n"], ids=["empty", "zeros", "half"])
def test_a_record_that_a_power_cut_has_emptied_is_refused(site, left):
    (site / "updates" / "state").write_text(left, "utf-8")
    for way in ("--continue", "--back"):
        code, said = update(site, way)
        assert code == 2
        assert "state不完整" in said


@needs_root
def test_half_a_restore_is_no_site(site, tmp_path):
    """Broken off half-way (a power cut) it has tables, but not all that was in the backup."""
    (site / "var").mkdir()
    (site / "var" / "restore-unfinished").touch()
    words = "恢复没有做完（中途断开了）"
    assert words in update(site, archive(tmp_path, "1.0.1"))[1]
    own = (DEPLOY / "install").read_text("utf-8").split("refuse_what_is_there() {")[1].split("\n}\n")[0]
    for for_restore in ("no", "yes"):
        text = f"RELEASE={ROOT} FOR_RESTORE={for_restore}; own() {{ {own}\n}}; current_version() {{ :; }}; "
        code, said = sourced(f"{text} refuse_a_site_in_use() {{ :; }}; own", site)
        assert code == 2
        assert words in said


@needs_root
def test_there_must_be_something_to_go_on_with_or_back_to(site):
    assert "没有中断的更新" in update(site, "--continue")[1]
    assert "没有可以退回的版本" in update(site, "--back")[1]


def in_update(site, text):
    """What a piece of bash says that has the functions of update, without any service behind them."""
    parts = " ".join(f'. "{DEPLOY}/lib/{name}.sh";' for name in ("words", "machine", "release", "web", "database"))
    own = (DEPLOY / "update").read_text("utf-8").replace('main "$@"', "").split("UPDATES=", 1)[1]
    stand_ins = "HOST_NAME=union.example.com; install_units() { :; }; is_up() { [ $1 != web@8000 ]; };"
    stand_ins += "is_nginx_up() { :; }; well() { :; }; reaches() { :; };"
    stand_ins += "unit_up() { echo up $1 >>$SITE/units; }; unit_down() { echo down $1 >>$SITE/units; };"
    return run(
        "-c",
        f'set -euo pipefail; DEPLOY="{DEPLOY}"; {parts} UPDATES={own}\n{stand_ins} {text}',
        UNIONSITE_HOME=str(site),
        UNIONSITE_NGINX=str(site / "nginx.conf"),
        UNIONSITE_LOG=str(site / "log"),
    )


def dump_and_state(site, dumped, begun):
    """The copy from before 1.0.1 and the record of an update to it, each of its second."""
    dump, state = site / "updates" / "databases" / "before-1.0.1.dump", site / "updates" / "state"
    dump.parent.mkdir()
    dump.write_text("cut short", "utf-8")
    state.write_text(BEGUN, "utf-8")
    os.utime(dump, (dumped, dumped))
    os.utime(state, (begun, begun))


@needs_root
@pytest.mark.parametrize(("dumped", "brought"), [(1, False), (3, True)])
def test_only_the_copy_of_this_try_brings_the_database_back(site, dumped, brought):
    """That of an earlier try to come to the same release would lose the days between."""
    dump_and_state(site, dumped, 2)
    text = "restore_database() { touch $SITE/brought; }; check_installed() { :; }; LOCK=$SITE/lock; "
    code, said = in_update(site, f"{text} main --back --restore-database")
    assert code == 0
    assert (site / "brought").exists() is brought
    assert ("数据库不动" in said) is not brought
    assert "已退回1.0.0版" in said


@needs_root
def test_after_an_update_that_ended_well_its_copy_brings_the_database_back(site):
    dump_and_state(site, 1, 2)
    (site / "updates" / "state").unlink()
    (site / "releases" / "0.9.0").mkdir()
    (site / "updates" / "databases" / "before-1.0.1.dump").rename(site / "updates" / "databases" / "before-1.0.0.dump")
    (site / "updates" / "last").write_text("FROM=0.9.0\nTO=1.0.0\n", "utf-8")
    text = "restore_database() { touch $SITE/brought; }; place_nginx() { :; }; sleep() { :; }; LOCK=$SITE/lock; "
    code, said = in_update(site, f"{text} check_installed() {{ :; }}; main --back --restore-database")
    assert (code, (site / "brought").exists()) == (0, True)
    assert "已退回0.9.0版" in said


@needs_root
def test_a_copy_that_cannot_be_brought_back_does_not_leave_the_site_down(site):
    dump_and_state(site, 2, 1)
    text = "RESTORE=yes FROM=1.0.0 TO=1.0.1 OLD_PORT=8001 NEW_PORT=8000; "
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


@needs_root
@pytest.mark.parametrize(
    ("way", "answers"), [("go_over $SITE/releases/1.0.1", "1.0.0"), ("return_to_old", "1.0.1"), ("back", "1.0.0")]
)
def test_nothing_that_serves_is_stopped_while_nginx_still_leads_to_it(site, way, answers):
    """nginx has refused to load its file, which `nginx -t` cannot foresee."""
    for version in ("0.9.0", "1.0.1"):
        (site / "releases" / version).mkdir()
    (site / "updates" / "last").write_text("FROM=0.9.0\nTO=1.0.0\n", "utf-8")
    text = "FROM=1.0.0 TO=1.0.1 OLD_PORT=8000 NEW_PORT=8001; place_nginx() { :; }; sleep() { :; };"
    text += f"reaches() {{ [ $3 = {answers} ]; }}; well() {{ [[ $1 != 443 || ${{5:-{answers}}} = {answers} ]]; }};"
    code, said = in_update(site, f"{text} {way}")
    assert code == 1, said
    assert "down web@8001" not in (site / "units").read_text("utf-8")


def test_well_asks_which_release_answers(tmp_path):
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = (200, HEALTHY) if self.path == "/healthz" else (self.server.front, b"")
            self.send_response(status)
            for header in self.server.headers:
                self.send_header(*header)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    def asked(*more):
        return run("-c", f"python3 {DEPLOY}/lib/well.py --host h --port {port} --seconds 0 {' '.join(more)}")

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        port, server.front, server.headers = server.server_port, 200, []
        assert asked("--parts database", "--version 1.0.0") == (0, "")
        assert asked("--parts database", "--version ''") == (0, "")
        assert asked("--parts database", "--version 1.0.1") == (1, f"1.0.0 answers on port {port}, not 1.0.1\n")
        server.front = 500
        assert asked("--version 1.0.0") == (0, "")
        assert asked("--parts ''", "--version 1.0.0") == (1, "/ answers 500\n")
        server.front = 503
        assert asked("--parts ''") == (1, "/ answers 503\n")
        # As `core.errors.being_built` does.
        server.headers = [("X-Robots-Tag", "noindex")]
        assert asked("--parts ''") == (0, "")
        server.shutdown()


@needs_root
def test_packages_in_use_stay_where_the_folder_of_the_site_is_a_link(site, tmp_path):
    for name in ("used", "left"):
        (site / "venvs" / name).mkdir(parents=True)
    (site / "releases" / "1.0.0" / ".venv").symlink_to("../../venvs/used")
    (tmp_path / "link").symlink_to(site)
    assert in_update(tmp_path / "link", "mkdir -p $DUMPS; FROM=1.0.0 TO=1.0.1; prune") == (0, "")
    assert [path.name for path in (site / "venvs").iterdir()] == ["used"]


@needs_root
@pytest.mark.parametrize("gone", ["{ roll_back; } >/dev/full 2>&1", "(sleep 0.2; roll_back) 2>&1 | :"])
def test_the_way_back_goes_on_when_nobody_is_left_to_tell(site, gone):
    (site / "updates" / "state").write_text(BEGUN, "utf-8")
    text = "FROM=1.0.0 TO=1.0.1 OLD_PORT=8001 NEW_PORT=8000 TARGET=$SITE/releases/1.0.1; "
    text += f"unit_down() {{ kill -TERM $BASHPID; }}; {gone}"
    assert in_update(site, text) == (0, "")
    assert not (site / "updates" / "state").exists()
    assert "已退回1.0.0版" in (site / "log").read_text("utf-8")


@needs_root
def test_a_pipe_that_ends_in_the_middle_leads_back(site):
    """Bash would end with the code of the last command, which was 0."""
    text = "roll_back() { echo back >$SITE/back; }; unpack() { sleep 0.2; }; lay_packages() { touch $SITE/went-on; }; "
    text += "FROM=1.0.0 TO=1.0.1 TARGET=$SITE/releases/1.0.1; forward"
    in_update(site, f"({text}) | :")
    assert (site / "back").exists()


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
    assert said('with_postgres() { "$@" | head -c -20; }; dump_database $DUMP')[0] != 0
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


def test_what_debian_starts_once_is_started_again(tmp_path):
    text = "has_systemd() { :; }; systemctl() { :; }; UNITS=$SITE; keep_up"
    assert sourced(text, tmp_path) == (0, "")
    kept = {path.parent.name: path.read_text("utf-8") for path in tmp_path.rglob("unionsite.conf")}
    assert set(kept) == {"nginx.service.d", "postgresql@.service.d"}
    assert all("Restart=on-failure" in text for text in kept.values())


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
        if unit.stem == "unionsite-syslog":
            assert "/srv/unionsite/current/deploy/syslog\n" in text
            continue
        assert re.search(r"^WorkingDirectory=/srv/unionsite/(current|web-%i)$", text, re.M)
        assert re.search(
            r"^ExecStart=-?/bin/sh -c 'cd -P \. && exec \.venv/bin/(gunicorn|python manage\.py) ", text, re.M
        )


@pytest.mark.parametrize(
    ("env", "there", "missing"),
    [
        ("AUDIT_SYSLOG=log.example.com", ('port="6514"', "ca-certificates.crt"), ("dynaFile", "CertFile")),
        ("AUDIT_SHIP_DIR={0}/files", ('string="{0}/files/audit-',), ("omfwd", "CAFile", "CertFile")),
        (
            "AUDIT_SYSLOG=log.example.com:7000\nAUDIT_SYSLOG_CA={0}/.env\nAUDIT_SYSLOG_CERT={0}/.env",
            ('CAFile="{0}/.env"', 'CertFile="{0}/.env"', 'target="log.example.com" port="7000"'),
            ("dynaFile", "@"),
        ),
    ],
)
def test_rsyslog_carries_the_log_to_where_the_settings_say(tmp_path, env, there, missing):
    """The .env of 1.0 counts as it is, with the certificates that it names."""
    (tmp_path / ".env").write_text(f"{env}\n".replace("{0}", str(tmp_path)), "utf-8")
    (tmp_path / "var").mkdir()
    environment = {"UNIONSITE_HOME": str(tmp_path), "CERTIFICATES": str(tmp_path / "none")}
    assert run(DEPLOY / "syslog", **environment) == (0, "")
    file = tmp_path / "var" / "syslog" / "rsyslog.conf"
    text = file.read_text("utf-8")
    assert all(word.replace("{0}", str(tmp_path)) in text for word in there)
    assert not any(word in text for word in missing)
    if shutil.which("rsyslogd") and "_CERT" not in env:
        assert subprocess.run(["rsyslogd", "-N1", "-f", file], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not shutil.which("redis-server"), reason="Redis is not installed here")
def test_t80_the_redis_of_this_machine_writes_nothing_to_a_disk(tmp_path):
    """Debian's saves: its settings come first, ours behind them, once however often it is installed."""
    data, socket = tmp_path / "data", tmp_path / "redis.sock"
    (data / "appendonlydir").mkdir(parents=True)
    (data / "dump.rdb").touch()
    conf = tmp_path / "redis.conf"
    conf.write_text(f"port 0\nunixsocket {socket}\ndir {data}\nsave 3600 1\nappendonly yes\n", "utf-8")
    asked = f'''
        REDIS="{tmp_path}" REDIS_DATA="{data}"
        redis-cli() {{ command redis-cli -s "{socket}" "$@"; }}
        service_up() {{ [ -S "{socket}" ] || redis-server "$REDIS/redis.conf" --daemonize yes >/dev/null; }}
        until_up() {{ until redis-cli ping >/dev/null 2>&1; do sleep 0.05; done; }}
        redis-server "$REDIS/redis.conf" --daemonize yes >/dev/null; until_up
        keep_redis_in_memory; keep_redis_in_memory
        redis-cli CONFIG GET save; redis-cli CONFIG GET appendonly
        redis-cli SHUTDOWN; ls "{data}"
        redis-server "$REDIS/redis.conf" --daemonize yes >/dev/null; until_up
        redis-cli CONFIG GET save; redis-cli CONFIG GET appendonly; redis-cli SHUTDOWN; ls "{data}"
    '''
    assert sourced(asked, tmp_path) == (0, "save\n\nappendonly\nno\n" * 2)
    assert conf.read_text("utf-8").count("include") == 1
