"""Each rule of the house finds what it is for, lets through what only looks like it, and takes a reason."""

import re
import subprocess
import sys

import pytest

from tests.scripts.loading import SCRIPTS, load_script

pytestmark = pytest.mark.once

rules = load_script("check_own_rules")

PYTHON = [
    ("mark-safe", "mark_safe(text)"),
    ("mark-safe", "safestring.mark_safe(f'<b>{text}</b>')"),
    ("mark-safe", "SafeString(text)"),
    ("raw-sql", "Page.objects.raw('SELECT ' + name)"),
    ("raw-sql", "pages.extra(where=[x])"),
    ("raw-sql", "RawSQL(sql, [])"),
    ("csrf-exempt", "@csrf_exempt\ndef view(request): ..."),
    ("csrf-exempt", "view = csrf.csrf_exempt(view)"),
    ("csrf-exempt", "@method_decorator([never_cache, csrf_exempt], name='dispatch')\nclass A: ..."),
    ("csrf-exempt", "view.csrf_exempt = True"),
    ("live-update", "Page.objects.update(live=True)"),
    ("live-update", "pages.filter(pk=1).update(title=x, live=False)"),
    ("device-verify", "device.verify_token(token)"),
    ("device-verify", "user.totpdevice_set.first().verify_token(token)"),
    ("code-from-text", "eval(text)"),
    ("code-from-text", "exec(text)"),
    ("outgoing", "import requests"),
    ("outgoing", "import urllib.request as r"),
    ("outgoing", "from urllib import request"),
    ("outgoing", "from urllib.request import urlopen"),
    ("outgoing", "from http import client"),
    ("outgoing", "from requests.sessions import Session"),
    ("open-reader", "def f():\n for row in rows.iterator():\n  row.save()"),
    (
        "open-reader",
        "def f():\n for row in Row.objects.filter(x=1).iterator(chunk_size=5):\n  if row.x:\n   record(row)",
    ),
    ("open-reader", "def f():\n for key in keys.iterator():\n  Row.objects.filter(pk=key).update(x=1)"),
    ("open-reader", "def f():\n found = rows.iterator()\n for row in found:\n  services.record_finding(key=row.key)"),
    (
        "open-reader",
        "def f():\n parts = (one.iterator() for one in x)\n for row in chain(parts):\n  Row.objects.create()",
    ),
    ("open-reader", "def f():\n for row in map(g, rows.iterator()):\n  yield row"),
    ("open-reader", "def f():\n yield from rows.iterator()"),
    ("open-reader", "def f():\n return sum(record(row) for row in rows.iterator())"),
    ("unreadable", "def ("),
]
HARMLESS_PYTHON = [
    "mark_safe(' aria-current=\"page\"')",
    "format_html('<b>{}</b>', text)",
    "raw = file.raw",
    "from django.views.decorators.csrf import csrf_exempt",
    "django_otp.verify_token(user, device_id, token)",
    "verify_token(user, device_id, token)",
    "Page.objects.filter(live=True).update(title='x')",
    "from urllib.parse import urlencode",
    "from http import HTTPStatus",
    "values.evaluate(text)",
    "re.compile(text)",
    "def f():\n for row in in_chunks(rows, 5):\n  row.save()",
    "def f():\n for row in list(rows.iterator()):\n  row.save()",
    "def f():\n found = [row.pk for row in rows.iterator()]\n for key in found:\n  Row.objects.create(pk=key)",
    "def f():\n for row in rows.iterator():\n  tally.update(row.faults)\n  found.append(row)",
]


def found(path: str, text: str) -> list[str]:
    return [finding.rule for finding in rules.check(path, text)]


@pytest.mark.parametrize(("rule", "text"), PYTHON)
def test_dangerous_calls_are_found(rule, text):
    assert found("news/views.py", text) == [rule]


@pytest.mark.parametrize("text", HARMLESS_PYTHON)
def test_what_only_looks_like_it_is_not(text):
    assert found("news/views.py", text) == []


@pytest.mark.parametrize("path", ["tests/news/test_views.py", "news/migrations/0001_initial.py", "scripts/prepare.py"])
def test_calls_are_judged_in_the_site_alone(path):
    assert found(path, "import requests\nmark_safe(text)") == []


@pytest.mark.parametrize(
    "text", ['("p", *("section"))', 'a = [*("b", "c"), d]', "{*['a']}", '(*"ab", c)', 'f(*("-n", "2"))']
)
@pytest.mark.parametrize("path", ["news/choices.py", "tests/news/test_views.py", "scripts/prepare.py"])
def test_a_star_before_written_out_strings_is_found(path, text):
    assert found(path, text) == ["star-packing"]


@pytest.mark.parametrize("text", ["[*A, *B]", '["a", *[""] * 8, "b"]', '(*words("a b"), "c")', '[*("a", b)]', "[*()]"])
def test_a_star_before_what_has_a_name_or_is_made_is_not(text):
    assert found("news/choices.py", text) == []


TEMPLATES = [
    ("unescaped", "{{ page.body|safe }}"),
    ("unescaped", "{{ page.body | safe }}"),
    ("unescaped", "{{ items|safeseq|join:', ' }}"),
    ("unescaped", "{% autoescape off %}{{ x }}{% endautoescape %}"),
    ("inline-script", "<script>alert(1)</script>"),
    ("inline-script", '<script type="module">x()</script>'),
    ("inline-script", '<script data-src="x">x()</script>'),
    ("inline-style", "<style>p { color: red }</style>"),
    ("inline-style", '<p class="a" style="color: red">'),
    ("inline-style", "<td{% if wide %} class='wide'{% endif %} style='width: 50%'>"),
    ("inline-handler", '<button onclick="go()">'),
    ("inline-handler", "<body onload=go()>"),
    ("foreign-host", '<script src="https://cdn.example/x.js"></script>'),
    ("foreign-host", '<script src="//cdn.example/x.js"></script>'),
    ("foreign-host", '<link rel="stylesheet" href="https://cdn.example/x.css">'),
    ("foreign-host", "<img src=http://cdn.example/x.png>"),
    ("foreign-host", '<iframe src="https://player.example/"></iframe>'),
    ("foreign-host", '<form action="https://elsewhere.example/"></form>'),
    ("form-without-token", '<form method="post"><button>x</button></form>{% csrf_token %}'),
    ("form-without-token", '<form class="a" method=POST action="{% url "x" %}">'),
]
HARMLESS_TEMPLATES = [
    '<script src="{% static "js/site.js" %}" defer></script>',
    '<script type="application/ld+json">{{ data }}</script>',
    '<a href="https://beian.miit.gov.cn/" rel="noopener external">x</a>',
    '<link rel="canonical" href="https://union.example/">',
    '<form method="post">{% csrf_token %}</form>',
    '<form action="{% url "search" %}"><input name="q"></form>',
    '<link rel="stylesheet" href="{% static "css/site.css" %}">',
    '<p data-style="x" data-on="y" class="on">{{ a|safe_name }}</p>',
    '<img src="{{ picture.url }}" alt="{% if a > b %}on=1{% endif %}">',
    "<!-- no tag -->",
]


@pytest.mark.parametrize(("rule", "text"), TEMPLATES)
def test_templates_keep_to_the_content_policy(rule, text):
    assert found("news/templates/news/news_page.html", text) == [rule]


@pytest.mark.parametrize("text", HARMLESS_TEMPLATES)
def test_good_templates_pass(text):
    assert found("news/templates/news/news_page.html", text) == []


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        ("html-from-text", "x.js", "node.innerHTML = name;"),
        ("html-from-text", "x.js", "node.insertAdjacentHTML('beforeend', name);"),
        ("html-from-text", "x.js", "document.write(name);"),
        ("code-from-text", "x.js", "eval(name);"),
        ("code-from-text", "x.js", "new Function(name)();"),
        ("foreign-host", "x.js", "fetch('https://elsewhere.example/');"),
        ("foreign-host", "x.css", "@import 'https://fonts.example/x.css';"),
        ("foreign-host", "x.css", "p { background: url(//cdn.example/x.png) }"),
        ("too-new", "x.css", "a::after { position: absolute; inset: 0; }"),
        ("too-new", "x.css", ".menu :is(a, button) { color: inherit; }"),
        ("too-new", "x.css", "main { height: 100dvh; }"),
        ("too-new", "x.js", "rows.at(-1).remove();"),
        ("too-new", "x.js", "text.match(/(?<=第)[0-9]+/);"),
    ],
)
def test_scripts_and_styles(rule, path, text):
    assert found(f"unionsite/static/{path}", text) == [rule]
    assert found("unionsite/static/x.js", "node.textContent = name; var html = node.innerHTML;") == []
    assert found("unionsite/core/static/core/admin/x.js", "rows.at(-1).textContent = name;") == []


# Put together here, so that this file does not hold what it looks for.
RANDOM = "k9XvT2mQ" + "p7LrB4wZ" + "s6YcN8dH" + "1jFg"
SECRETS = [
    ("unionsite/settings/base.py", f'SECRET_KEY = "{RANDOM}"'),
    ("docs/x.md", f"AUDIT_KEY={RANDOM}"),
    ("deploy/x.yaml", f"api_key: {RANDOM}"),
    ("tests/x.py", f'SEALING_KEYS = ["{RANDOM}"]'),
    ("x.json", '{"db_password": "' + RANDOM + '"}'),
    ("x.txt", "-----BEGIN " + "RSA PRIVATE KEY-----"),
    ("x.txt", "-----BEGIN " + "PRIVATE KEY-----"),
    ("x.txt", "AKIA" + "ABCDEFGHIJKLMNOP"),
    ("x.txt", "postgres://union:" + "hunter2hunter2" + "@db.example/x"),
]
HARMLESS_WORDS = [
    'SECRET_KEY = env.str("SECRET_KEY", default="")',
    "SECRET_KEY=",
    'PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]',
    "postgres://user:password@host:5432/name",
    'password_field = "the_password_of_the_employee"',
    'SECRET_KEY = "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz"',
    "https://example.com:8443/a@b",
]


@pytest.mark.parametrize(("path", "text"), SECRETS)
def test_t96_secrets_are_found_everywhere(path, text):
    assert found(path, text) == ["secret"]


@pytest.mark.parametrize("text", HARMLESS_WORDS)
def test_t96_words_about_secrets_are_none(text):
    assert found("docs/operation.md", text) == []


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
