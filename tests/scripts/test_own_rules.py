"""Each rule of the house finds what it is for, lets through what only looks like it, and takes a reason."""

import re
import subprocess
import sys

import pytest

from tests.scripts.loading import SCRIPTS, load_script

pytestmark = pytest.mark.once

rules = load_script("check_own_rules")

# Behind `##` stands the rule that finds the line; nothing is to be found on the others.
PYTHON = """
mark_safe(text)  ## mark-safe
safestring.mark_safe(f'<b>{text}</b>')  ## mark-safe
SafeString(text)  ## mark-safe
mark_safe(' aria-current="page"')
format_html('<b>{}</b>', text)
Page.objects.raw('SELECT ' + name)  ## raw-sql
pages.extra(where=[x])  ## raw-sql
RawSQL(sql, [])  ## raw-sql
raw = file.raw
from django.views.decorators.csrf import csrf_exempt
@csrf_exempt  ## csrf-exempt
def view(request): ...
view = csrf.csrf_exempt(view)  ## csrf-exempt
@method_decorator([never_cache, csrf_exempt], name='dispatch')  ## csrf-exempt
class A: ...
view.csrf_exempt = True  ## csrf-exempt
Page.objects.update(live=True)  ## live-update
pages.filter(pk=1).update(title=x, live=False)  ## live-update
Page.objects.filter(live=True).update(title='x')
user.totpdevice_set.first().verify_token(token)  ## device-verify
django_otp.verify_token(user, device_id, token)
verify_token(user, device_id, token)
eval(text)  ## code-from-text
exec(text)  ## code-from-text
values.evaluate(text)
re.compile(text)
import requests  ## outgoing
import urllib.request as r  ## outgoing
from urllib import request  ## outgoing
from urllib.request import urlopen  ## outgoing
from http import client  ## outgoing
from requests.sessions import Session  ## outgoing
from urllib.parse import urlencode
from http import HTTPStatus
def f():
    for row in Row.objects.filter(x=1).iterator(chunk_size=5):
        if row.x:
            row.save()  ## open-reader
            record(row)  ## open-reader
        Row.objects.filter(pk=row.pk).update(x=1)  ## open-reader
        tally.update(row.faults)
        found.append(row)
def f():
    found = rows.iterator()
    for row in found:
        services.record_finding(key=row.key)  ## open-reader
def f():
    parts = (one.iterator() for one in x)
    for row in chain(parts):
        Row.objects.create()  ## open-reader
def f():
    for row in map(g, rows.iterator()):
        yield row  ## open-reader
    yield from rows.iterator()  ## open-reader
    return sum(record(row) for row in rows.iterator())  ## open-reader
def f():
    for row in in_chunks(rows, 5):
        row.save()
    for row in list(rows.iterator()):
        row.save()
    found = [row.pk for row in rows.iterator()]
    for key in found:
        Row.objects.create(pk=key)
"""
STARS = """
("p", *("section"))  ## star-packing
a = [*("b", "c"), d]  ## star-packing
{*['a']}  ## star-packing
f(*("-n", "2"))  ## star-packing
[*("a", b)]  ## star-packing
[*A, *B, *[""] * 8]
(*words("a b"), *A)
"""
HTML = """
{{ page.body | safe }}  ## unescaped
{{ items|safeseq|join:', ' }}  ## unescaped
{% autoescape off %}{{ x }}{% endautoescape %}  ## unescaped
<script>alert(1)</script>  ## inline-script
<script type="module">x()</script>  ## inline-script
<script data-src="x">x()</script>  ## inline-script
<script src="{% static "js/site.js" %}" defer></script>
<script type="application/ld+json">{{ data }}</script>
<style>p { color: red }</style>  ## inline-style
<p class="a" style="color: red">  ## inline-style
<td{% if wide %} class='wide'{% endif %} style='width: 50%'>  ## inline-style
<button onclick="go()">  ## inline-handler
<body onload=go()>  ## inline-handler
<p data-style="x" data-on="y" class="on">{{ a|safe_name }}</p>
<img src="{{ picture.url }}" alt="{% if a > b %}on=1{% endif %}">
<script src="https://cdn.example/x.js"></script>  ## foreign-host
<script src="//cdn.example/x.js"></script>  ## foreign-host
<link rel="stylesheet" href="https://cdn.example/x.css">  ## foreign-host
<img src=http://cdn.example/x.png>  ## foreign-host
<form action="https://elsewhere.example/"></form>  ## foreign-host
<a href="https://beian.miit.gov.cn/" rel="noopener external">x</a>
<link rel="canonical" href="https://union.example/">
<link rel="stylesheet" href="{% static "css/site.css" %}">
<form method="post"><button>x</button></form>{% csrf_token %}  ## form-without-token
<form method="post">{% csrf_token %}</form>
<form action="{% url "search" %}"><input name="q"></form>
<!-- no tag -->
<form class="a" method=POST action="{% url "x" %}">  ## form-without-token
"""
SCRIPT = """
node.innerHTML = name;  ## html-from-text
node.insertAdjacentHTML('beforeend', name);  ## html-from-text
document.write(name);  ## html-from-text
node.textContent = name; var html = node.innerHTML;
eval(name);  ## code-from-text
new Function(name)();  ## code-from-text
fetch('https://elsewhere.example/');  ## foreign-host
rows.at(-1).remove();  ## too-new
text.match(/(?<=第)[0-9]+/);  ## too-new
"""
STYLE = """
@import 'https://fonts.example/x.css';  ## foreign-host
p { background: url(//cdn.example/x.png) }  ## foreign-host
a::after { position: absolute; inset: 0; }  ## too-new
.menu :is(a, button) { color: inherit; }  ## too-new
main { height: 100dvh; }  ## too-new
"""
# Put together here, so that this file does not hold what it looks for.
RANDOM = "k9XvT2mQ" + "p7LrB4wZ" + "s6YcN8dH" + "1jFg"
SECRETS = f"""
SECRET_KEY = "{RANDOM}"  ## secret
AUDIT_KEY={RANDOM}  ## secret
api_key: {RANDOM}  ## secret
SEALING_KEYS = ["{RANDOM}"]  ## secret
{{"db_password": "{RANDOM}"}}  ## secret
{"-----BEGIN"} RSA PRIVATE KEY-----  ## secret
{"-----BEGIN"} PRIVATE KEY-----  ## secret
{"AKIA"}ABCDEFGHIJKLMNOP  ## secret
postgres://union:{"hunter2hunter2"}@db.example/x  ## secret
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY=
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
postgres://user:password@host:5432/name
password_field = "the_password_of_the_employee"
SECRET_KEY = "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz"
https://example.com:8443/a@b
"""


def found(path: str, text: str) -> list[str]:
    return [finding.rule for finding in rules.check(path, text)]


def judge(path: str, sample: str) -> None:
    lines = [line.partition("  ## ") for line in sample.splitlines()]
    findings = rules.check(path, "\n".join(text for text, _mark, _rule in lines))
    wanted = [(number, rule) for number, (_text, _mark, rule) in enumerate(lines, start=1) if rule]
    assert [(finding.line, finding.rule) for finding in findings] == wanted


@pytest.mark.parametrize(
    ("path", "sample"),
    [
        ("news/views.py", PYTHON),
        ("news/choices.py", STARS),
        ("tests/news/test_views.py", STARS),
        ("scripts/prepare.py", STARS),
        ("news/templates/news/news_page.html", HTML),
        ("unionsite/static/x.js", SCRIPT),
        ("unionsite/static/x.css", STYLE),
    ],
)
def test_each_rule_finds_what_it_is_for_and_nothing_else(path, sample):
    judge(path, sample)


@pytest.mark.parametrize("path", ["unionsite/x.txt", "docs/x.md", "deploy/x.yaml", "tests/x.py", "x.json"])
def test_t96_secrets_are_found_everywhere_and_words_about_them_are_none(path):
    judge(path, SECRETS)


@pytest.mark.parametrize("path", ["tests/news/test_views.py", "news/migrations/0001_initial.py", "scripts/prepare.py"])
def test_calls_are_judged_in_the_site_alone(path):
    assert found(path, "import requests\nmark_safe(text)") == []
    assert found("news/views.py", "def (") == ["unreadable"]
    assert found("unionsite/core/static/core/admin/x.js", "rows.at(-1).textContent = name;") == []


LOCKS = """
pip install --quiet OPTION requirements.txt  ## loose-lock
[*python, "-m", "pip", "install", "--require-hashes", "OPTION", str(lock)]  ## loose-lock
.venv/bin/python -m pip download OPTION requirements-full.txt -d wheels  ## loose-lock
pip install --no-deps --require-hashes OPTION "$lock"
scripts/install_lock.sh .venv/bin/python requirements.txt
install -d -m 0750 var; rm OPTION old
"""


@pytest.mark.parametrize("path", ["Makefile", "Containerfile", "docs/x.md", "deploy/x.sh", "bench/x.py"])
def test_a_lock_is_installed_without_looking_for_more(path):
    for option in ("-r", "--requirement"):
        judge(path, LOCKS.replace("OPTION", option))


@pytest.mark.parametrize(
    "path", [".env", ".env.production", "deploy/union.key", "x.pem", "backup/db.sqlite3", "id_rsa"]
)
def test_t96_files_that_hold_secrets_are_found_by_name(path):
    assert found(path, "") == ["secret-file"]
    assert found(".env.example", "") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("mark_safe(x)  # allowed: mark-safe (escaped in the line above)", 0),
        ("# allowed: mark-safe (escaped in the line above)\nmark_safe(x)", 0),
        ("mark_safe(x)  # noqa: S308  (every part is escaped above)", 0),
        ("mark_safe(x)  # allowed: mark-safe", 1),
        ("mark_safe(x)  # allowed: mark-safe (ok)", 1),
        ("mark_safe(x)  # noqa: S308", 1),
        ("mark_safe(x)  # allowed: raw-sql (a reason for something else)", 1),
        ("# allowed: mark-safe (escaped in the line above)\n\nmark_safe(x)", 1),
    ],
)
def test_only_a_reason_for_this_rule_justifies(text, count):
    assert len(found("news/views.py", text)) == count


def test_a_finding_says_where_why_and_what_to_do():
    (finding,) = rules.check("news/views.py", "\nmark_safe(x)")
    assert re.fullmatch(r"news/views\.py:2: mark-safe: .+ write: allowed: mark-safe \(reason\)", str(finding))


def test_t96_the_repository_keeps_to_all_of_them():
    number, findings = rules.check_repository(SCRIPTS.parent)
    assert number > 200
    assert findings == []


def test_findings_stop_the_build(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "views.py").write_text("import requests\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    command = [sys.executable, SCRIPTS / "check_own_rules.py", tmp_path]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stdout.startswith("news/views.py:1: outgoing: ")
    (tmp_path / "news" / "views.py").write_text("import re\n")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    # Nothing read is no pass.
    (tmp_path / "news" / "views.py").unlink()
    (tmp_path / "picture.png").unlink()
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
