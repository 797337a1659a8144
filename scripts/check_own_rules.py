"""Rules of this house that no linter knows (T88, T92, T96): dangerous calls, templates, scripts, secrets.

    check_own_rules.py [FOLDER]     0: clean, 1: findings, one a line: file:line: rule: why

What is right all the same says so on its line, or on the one above, with a reason in brackets:
`# allowed: raw-sql (both parts are constants)`, in templates `{# allowed: inline-style (…) #}`. Where ruff asks the
same, its own mark counts: `# noqa: S308  (segno writes nothing but paths)`.
"""

from __future__ import annotations

import ast
import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Folders of the site itself, where the rules on calls hold; secrets are looked for everywhere.
SITE = (
    "demo/",
    "former_site/",
    "starter/",
    "unionsite/",
    "home/",
    "news/",
    "rights/",
    "culture/",
    "interact/",
    "search/",
)
# What speaks to other hosts (T92). The few modules that do say on the line of the import to which host, and that nobody
# else chooses it; mail goes through Django.
OUTGOING = {"requests", "httpx", "aiohttp", "urllib3", "http.client", "urllib.request", "ftplib", "telnetlib", "socket"}

WHY = {
    "mark-safe": "text marked as safe is not escaped; use format_html",
    "raw-sql": "raw SQL is open to injection; use the query set",
    "csrf-exempt": "a form without its token can be sent by any other site",
    "live-update": "publishes or withdraws past every rule and signal; use the services",
    "device-verify": "without the row lock one code counts several times; use django_otp.verify_token",
    "code-from-text": "runs text as code",
    "open-reader": "on SQLite a write beside an open `iterator()` fails once somebody else has written; use in_chunks",
    "outgoing": "who can choose the host makes the server ask inner ones",
    "unescaped": "shows text unescaped",
    "inline-script": "the content policy blocks it; put it into a file",
    "inline-style": "the content policy blocks it; put it into a file",
    "inline-handler": "the content policy blocks it; listen in a file",
    "foreign-host": "readers' browsers must ask no other host",
    "form-without-token": "a form that posts needs {% csrf_token %}",
    "html-from-text": "markup out of text; use textContent and createElement",
    "secret": "looks like a secret; it belongs into the environment",
    "secret-file": "such a file must not be in the repository",
    "loose-lock": "without --no-deps pip asks for more than the lock holds; call scripts/install_lock.sh",
    "unreadable": "cannot be parsed",
    "too-new": "Chromium 86 (older WeChat) or Safari 14 do not know it; say what they show instead",
    "star-packing": "hides a list from the formatter, and with one word it packs letters; write a list",
}
# Marks of ruff that stand for ours.
RUFF = {"mark-safe": "S308", "raw-sql": "S61[01]", "code-from-text": "S(102|307)", "outgoing": "S310"}


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    rule: str

    def __str__(self) -> str:
        return (
            f"{self.path}:{self.line}: {self.rule}: {WHY[self.rule]}."
            f" If it is right here, write: allowed: {self.rule} (reason)"
        )


def is_justified(lines: list[str], number: int, rule: str) -> bool:
    """Whether line `number` (from 1) or the one above gives a reason of some words for this rule."""
    marks = [rf"allowed: {rule}"] + ([rf"noqa: [\w, ]*\b{RUFF[rule]}\b[\w, ]*?"] if rule in RUFF else [])
    pattern = re.compile(rf"(?:{'|'.join(marks)})\s*\((?=[^)]{{8,}})")
    return any(pattern.search(line) for line in lines[max(number - 2, 0) : number])


def check(path: str, text: str) -> list[Finding]:
    """Everything found in one file; `path` is relative to the repository, with slashes."""
    found = set(secrets_in(path, text)) | set(installs_in(text))
    if path.startswith(SITE) and "/migrations/" not in path:
        if path.endswith(".py"):
            found |= set(calls_in(text))
        elif path.endswith(".html"):
            found |= set(markup_in(text))
        elif path.endswith((".js", ".css")):
            found |= set(assets_in(path, text))
    if path.endswith(".py"):
        found |= set(packing_in(text))
    lines = text.splitlines()
    return sorted(Finding(path, line, rule) for line, rule in found if not is_justified(lines, line, rule))


# --- Python ---


def calls_in(text: str) -> Iterator[tuple[int, str]]:
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield error.lineno or 1, "unreadable"
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from ((node.lineno, rule) for rule in rules_of_call(node))
        elif isinstance(node, ast.FunctionDef):
            yield from ((line, "open-reader") for line in set(beside_open_readers(node)))
        elif isinstance(node, ast.Import | ast.ImportFrom) and imported(node) & OUTGOING:
            yield node.lineno, "outgoing"
        # The decorator, the call and the name handed to `method_decorator` alike; not the import.
        elif "csrf_exempt" in (getattr(node, "id", ""), getattr(node, "attr", "")):
            yield node.lineno, "csrf-exempt"


def packing_in(text: str) -> Iterator[tuple[int, str]]:
    """Stars before what is written out on the spot, `*(a, b)` or `*("a")`."""
    with suppress(SyntaxError):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Starred) and isinstance(node.value, ast.Tuple | ast.List | ast.Constant):
                yield node.lineno, "star-packing"


def rules_of_call(node: ast.Call) -> Iterator[str]:
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    is_method = isinstance(function, ast.Attribute)
    # A constant holds nobody else's words.
    if name in ("mark_safe", "SafeString") and not (node.args and isinstance(node.args[0], ast.Constant)):
        yield "mark-safe"
    if (is_method and name in ("raw", "extra")) or name == "RawSQL":
        yield "raw-sql"
    if is_method and name == "update" and any(keyword.arg == "live" for keyword in node.keywords):
        yield "live-update"
    if is_method and name == "verify_token" and ast.unparse(function.value) != "django_otp":
        yield "device-verify"
    if not is_method and name in ("eval", "exec"):
        yield "code-from-text"


# Read to the end at once; what else takes an iterator reads on as it goes.
EAGER = {"list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max", "any", "all", "join"}
WRITES = {"save", "save_base", "delete", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
WRITES |= {"update", "aupdate", "asave", "adelete", "acreate", "add_child", "enqueue", "execute"}
# Services that write, as this house names them.
WRITING = ("record", "keep_", "store_", "save_", "create_", "delete_", "close_")


def name_of(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_open(node: ast.AST, names: set[str]) -> bool:
    """Whether the expression still reads from `.iterator()`, itself or by one of these names."""
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp):
        return False
    if isinstance(node, ast.Call):
        if name_of(node.func) in EAGER:
            return False
        if isinstance(node.func, ast.Attribute) and node.func.attr == "iterator":
            return True
    return getattr(node, "id", "") in names or any(is_open(child, names) for child in ast.iter_child_nodes(node))


def beside_open_readers(function: ast.FunctionDef) -> Iterator[int]:
    """Yield the lines that write, or hand a row on to who may write, while a loop reads from `.iterator()`."""
    names: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and is_open(node.value, names):
            names |= {name for target in node.targets if (name := name_of(target))}
        if isinstance(node, ast.YieldFrom) and is_open(node.value, names):
            yield node.lineno
        parts: list[ast.AST] = []
        if isinstance(node, ast.For) and is_open(node.iter, names):
            parts = list(node.body)
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp) and is_open(
            node.generators[0].iter, names
        ):
            parts = [node.elt]
        yield from (child.lineno for part in parts for child in ast.walk(part) if is_write(child))


def is_write(node: ast.AST) -> bool:
    if isinstance(node, ast.Yield | ast.YieldFrom):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = name_of(node.func)
    # Sets, counters and digests are updated with something, rows by names.
    is_row = name != "update" or bool(node.keywords and not node.args)
    return (name in WRITES and isinstance(node.func, ast.Attribute) and is_row) or name.startswith(WRITING)


def imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Dotted names that an import names, with their packages."""
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        names = [node.module or "", *(f"{node.module}.{name}" for name in names)]
    return {*names, *(name.partition(".")[0] for name in names)}


# --- Templates, scripts, styles ---

_TAG = re.compile(
    r"<(?!/|!)(?P<name>[a-z][\w-]*)(?P<attributes>(?:\{[%{#].*?[%}#]\}|\"[^\"]*\"|'[^']*'|[^>\"'])*)>", re.S
)
_DATA = re.compile(r"type=[\"']application/(ld\+)?json[\"']")
_FOREIGN = re.compile(r"(?<![\w-])(?:src|href|srcset|poster|data|action)\s*=\s*[\"']?\s*(?:https?:)?//", re.I)
# What a browser loads or sends by itself; a link that somebody follows is another matter.
_LOADS = {"script", "link", "img", "source", "video", "audio", "track", "iframe", "embed", "object", "use", "form"}
_NAVIGATES = re.compile(r"rel=[\"'](?:canonical|alternate)[\"']")


def markup_in(text: str) -> Iterator[tuple[int, str]]:
    def line(position: int) -> int:
        return text.count("\n", 0, position) + 1

    for match in re.finditer(r"\|\s*safe(seq)?\b|\{%-?\s*autoescape\s+off", text):
        yield line(match.start()), "unescaped"
    for tag in _TAG.finditer(text):
        name, attributes = tag["name"].lower(), tag["attributes"]
        # What stands inside template tags is no attribute of this element.
        plain = re.sub(r"\{[%{#].*?[%}#]\}", "", attributes, flags=re.S)
        if name == "script" and not re.search(r"(?<![\w-])src\s*=", plain) and not _DATA.search(plain):
            yield line(tag.start()), "inline-script"
        if name == "style" or re.search(r"(?<![\w-])style\s*=", plain):
            yield line(tag.start()), "inline-style"
        if re.search(r"(?<![\w-])on[a-z]+\s*=", plain):
            yield line(tag.start()), "inline-handler"
        if name in _LOADS and _FOREIGN.search(plain) and not _NAVIGATES.search(plain):
            yield line(tag.start()), "foreign-host"
        if name == "form" and re.search(r"method\s*=\s*[\"']?post", plain, re.I):
            end = text.find("</form", tag.end())
            if "csrf_token" not in text[tag.end() : end if end >= 0 else None]:
                yield line(tag.start()), "form-without-token"


# Readers' browsers may be as old as Chromium 86 and Safari 14; Wagtail's admin asks for a newer one anyway.
STAFF_ALONE = re.compile(r"/(?:admin|editor|desk|staff|review|platforms|oversight|operations|audit|cases)[./]")
TOO_NEW = {
    ".css": r"(?<![-\w])inset(?:-inline|-block)?:|@(?:layer|container|property|scope)|color-mix\(|:(?:where|is)\("
    r"|subgrid|overflow: clip|:user-|^\s*&|\d[dsl]v[hw]\b|scrollbar-gutter",
    ".js": r"\.at\(-?\w|hasOwn\(|structuredClone|\.findLast|randomUUID|AbortSignal\.|Segmenter|\.toSorted|\.toReversed"
    r"|\(\?<[=!]|showModal|ClipboardItem|static \{",
}


def assets_in(path: str, text: str) -> Iterator[tuple[int, str]]:
    rules = {"foreign-host": r"(?:url\(|@import|fetch\(|import\b|\.src\s*=)\s*[\"'(]*\s*(?:https?:)?//"}
    if path.endswith(".js"):
        rules["html-from-text"] = r"\.(?:inner|outer)HTML\s*[+]?=|insertAdjacentHTML|document\.write"
        rules["code-from-text"] = r"(?<![\w.])eval\(|new Function\("
    if not STAFF_ALONE.search(path):
        rules["too-new"] = TOO_NEW[Path(path).suffix]
    for number, words in enumerate(text.splitlines(), start=1):
        for rule, pattern in rules.items():
            if re.search(pattern, words):
                yield number, rule


# --- Secrets ---

_SECRET_FILES = re.compile(
    r"(^|/)(\.env(?!\.example$)[\w.]*|id_(rsa|ed25519)|[^/]+\.(pem|key|p12|pfx|sqlite3|dump|sql\.gz))$"
)
_KNOWN = re.compile(
    r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"
    r"|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bLTAI[A-Za-z0-9]{16,}\b"
)
_ASSIGNED = re.compile(
    r"(?i)\b[\w-]*(?:secret|passw(?:or)?d|token|api_?key|sealing_keys?|audit_key|private_?key)\w*[\"']?\s*[:=]\s*\[?\s*"
    r"[\"']?(?P<value>[A-Za-z0-9+/_=-]{20,})(?![\w.])[\"']?"
)
_IN_ADDRESS = re.compile(r"\b\w+://[^\s/:@\"'{}<>$]+:(?P<value>[^\s/@\"'{}<>$]{8,})@")
_HARMLESS = ("only-for-tests", "password", "postgres")
# Words of code and prose have some 3.5 bits a character, random base64 above 4.
LEAST_BITS = 3.8


def bits_per_character(text: str) -> float:
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def looks_random(value: str) -> bool:
    return bool(
        not value.startswith(_HARMLESS)
        and re.search(r"\d", value)
        and re.search(r"[A-Za-z]", value)
        and bits_per_character(value) >= LEAST_BITS
    )


def secrets_in(path: str, text: str) -> Iterator[tuple[int, str]]:
    if _SECRET_FILES.search(path):
        yield 1, "secret-file"
    for number, words in enumerate(text.splitlines(), start=1):
        if _KNOWN.search(words):
            yield number, "secret"
        for pattern in (_ASSIGNED, _IN_ADDRESS):
            for match in pattern.finditer(words):
                if looks_random(match["value"]) or (
                    pattern is _IN_ADDRESS and not match["value"].startswith(_HARMLESS)
                ):
                    yield number, "secret"


# --- Locks ---

_INSTALL = re.compile(r"\b(?:install|download)\b(?!.*--no-deps)[^;|]*[\s\"'](?:-r|--requirement)\b")


def installs_in(text: str) -> Iterator[tuple[int, str]]:
    """Lines that install, or fetch, the packages of a lock and what else pip thinks that they need."""
    return ((number, "loose-lock") for number, words in enumerate(text.splitlines(), 1) if _INSTALL.search(words))


# --- The repository ---


def files_of(root: Path) -> list[Path]:
    """What git would hand on: tracked files and new ones that are not ignored."""
    command = ["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return [root / name for name in sorted(set(listed.split("\0"))) if name and (root / name).is_file()]


def check_repository(root: Path) -> tuple[int, list[Finding]]:
    """(number of files read, what was found); pictures and the like are only looked at by name."""
    files, found = files_of(root), []
    for file in files:
        path = file.relative_to(root).as_posix()
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            text = ""
        found += check(path, text)
    return len(files), found


def main(arguments: list[str]) -> int:
    root = Path(arguments[0] if arguments else Path(__file__).parents[1]).resolve()
    number, found = check_repository(root)
    if not number:
        sys.stdout.write("no file was read\n")
        return 1
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
