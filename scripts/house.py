"""How heavy the house is, and whether it stays in order: the figures of docs/structure.md, held by `make check`.

    house.py            prints each figure beside its limit; 1 when one is beyond it
    house.py --list     prints as well what makes each figure up: modules of a circle, long functions, …

Counted is the site's own Python: migrations, the demo (`demo/`) and the tools of moving in
(`former_site/`) are not, the ready-made texts (`starter/`) for themselves; empty `__init__` files are no modules. Of
templates all count.
A limit that is lowered stays lowered; one that is raised has its reason in a decision.
"""

from __future__ import annotations

import ast
import os
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import grimp
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("unionsite", "home", "news", "rights", "culture", "interact", "search")
# Not counted: written by Django.
ASIDE = ("migrations",)
LONG_FUNCTION = 40
MOST_BRANCHES = 10
LONG_LINE = 160


@dataclass(frozen=True)
class Module:
    path: str
    lines: int
    tree: ast.Module


@dataclass(frozen=True)
class Figure:
    name: str
    value: int
    limit: int
    parts: tuple[str, ...] = ()


def modules() -> list[Module]:
    found = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            text = path.read_text(encoding="utf-8")
            if text.strip() and not any(part in name for part in ASIDE):
                found.append(Module(name, len(text.splitlines()), ast.parse(text)))
    return found


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def long_functions(module: Module) -> Iterator[str]:
    """Functions over 40 lines, from `def` to the last line."""
    for function in functions(module):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > LONG_FUNCTION:
            yield f"{module.path}:{function.lineno} {function.name}: {length} lines"


def branches(node: ast.AST) -> int:
    """How many ways through the code a node adds, as radon counts them; a function is one itself."""
    match node:
        case ast.BoolOp():
            return len(node.values) - 1
        case ast.Try():
            return len(node.handlers) + bool(node.orelse)
        case ast.For() | ast.AsyncFor() | ast.While():
            return 1 + bool(node.orelse)
        case ast.comprehension():
            return 1 + len(node.ifs)
        case ast.Match():
            return len(node.cases) - any(getattr(case.pattern, "pattern", node) is None for case in node.cases)
        case ast.If() | ast.IfExp() | ast.Assert() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return 1
    return 0


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from own_nodes(child)


def branched_functions(module: Module) -> Iterator[str]:
    """Functions with more than ten branches."""
    for function in functions(module):
        number = sum(map(branches, own_nodes(function)))
        if number > MOST_BRANCHES:
            yield f"{module.path}:{function.lineno} {function.name}: {number} branches"


def long_lines() -> Iterator[str]:
    """Lines of templates over 160 characters."""
    for folder in (*FOLDERS, "demo", "former_site", "starter"):
        for path in sorted((ROOT / folder).rglob("*.html")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if len(line) > LONG_LINE:
                    yield f"{path.relative_to(ROOT).as_posix()}:{number} {len(line)} characters"


def inner_imports(module: Module) -> Iterator[str]:
    """Imports of our own code inside functions; what an `AppConfig.ready()` or a wing's `join()` loads is meant so."""
    for function in functions(module):
        if function.name in ("ready", "join"):
            continue
        for node in ast.walk(function):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(name.split(".")[0] in FOLDERS for name in names):
                yield f"{module.path}:{node.lineno} {', '.join(names)}"


def circles() -> list[tuple[str, ...]]:
    """Groups of modules that import each other, imports inside functions counted (the strongly connected ones)."""
    graph = grimp.build_graph(*FOLDERS, cache_dir=None, exclude_type_checking_imports=True)
    reached = {name: graph.find_downstream_modules(name) for name in graph.modules}
    groups = set()
    for name, others in reached.items():
        together = {other for other in others if name in reached[other]}
        if together:
            groups.add(tuple(sorted({name, *together})))
    return sorted(groups)


def admin_addresses() -> tuple[str, ...]:
    """Addresses of the administration that views of our own answer."""

    def below(part: URLPattern | URLResolver, above: str) -> Iterator[str]:
        route = above + str(part.pattern)
        if isinstance(part, URLResolver):
            for one in part.url_patterns:
                yield from below(one, route)
        elif getattr(part.callback, "view_class", part.callback).__module__.split(".")[0] in FOLDERS:
            yield route

    return tuple(sorted({route for route in below(get_resolver(), "") if route.startswith("^/admin/")}))


def menu_lines() -> tuple[str, ...]:
    """Lines of the administration's menu, those below a line counted, that line itself not."""
    from home.menu import MENU

    lines = [line for part in MENU for line in getattr(part, "lines", [part])]
    return tuple(str(getattr(line, "label", getattr(line, "address", line))) for line in lines)


def lines_of_features(house: list[Module]) -> Counter[str]:
    """Lines of each feature: a package of an app, or an app with what stands beside its features."""
    found: Counter[str] = Counter()
    for module in house:
        app, *feature = module.path.removeprefix("unionsite/").split("/")[:-1] or ["unionsite"]
        found["/".join([app, *feature[:1]])] += module.lines
    return found


def figures() -> list[Figure]:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionsite.settings.test")
    django.setup()
    # Only where the site is set up.
    from django.apps import apps
    from django.conf import settings

    house = modules()
    wings = tuple(app.rpartition(".apps")[0].replace(".", "/") + "/" for w in settings.ALL_WINGS for app in w.apps)
    texts = sum(len(path.read_text("utf-8").splitlines()) for path in (ROOT / "starter").rglob("*.py"))
    base = sum(module.lines for module in house if not module.path.startswith(wings))
    features = tuple(f"{name}: {lines}" for name, lines in sorted(lines_of_features(house).items()))
    own = [model for model in apps.get_models() if model.__module__.split(".")[0] in FOLDERS]
    tables = tuple(sorted({model._meta.db_table for model in own if not model._meta.proxy}))
    jobs = tuple(name for name, *_rest in settings.SCHEDULED_JOBS)
    middleware = tuple(path for path in settings.MIDDLEWARE if path.split(".")[0] in FOLDERS)
    variables = tuple(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    sizes = sorted(module.lines for module in house)
    ninth = statistics.quantiles(sizes, n=10)[-1]
    largest = tuple(f"{module.path}: {module.lines}" for module in sorted(house, key=lambda m: -m.lines)[:20])
    long = tuple(line for module in house for line in long_functions(module))
    branched = tuple(line for module in house for line in branched_functions(module))
    inner = tuple(sorted({line for module in house for line in inner_imports(module)}))
    rings = circles()
    wide = tuple(long_lines())
    addresses, lines = admin_addresses(), menu_lines()
    return [
        Figure("lines of product Python", sum(sizes), 91_789, features),
        Figure("lines of the base, without any wing", base, 57_400),
        Figure("lines of the ready-made texts (starter/)", texts, 1_000),
        Figure("modules", len(house), 836),
        Figure("lines of a module, median", round(statistics.median(sizes)), 93),
        Figure("lines of a module, nine of ten", round(ninth), 229),
        Figure("lines of a module, largest", sizes[-1], 343, largest),
        Figure("circles of imports", len(rings), 0, tuple(" <> ".join(ring) for ring in rings)),
        Figure("imports of our own inside functions", len(inner), 2, inner),
        Figure(f"functions over {LONG_FUNCTION} lines", len(long), 7, long),
        Figure(f"functions with more than {MOST_BRANCHES} branches", len(branched), 106, branched),
        Figure(f"template lines over {LONG_LINE} characters", len(wide), 0, wide),
        Figure("addresses of the administration", len(addresses), 274, addresses),
        Figure("lines of its menu", len(lines), 22, lines),
        Figure("tables of our own", len(tables), 176, tables),
        Figure("jobs by the clock", len(jobs), 46, jobs),
        Figure("variables of the environment", len(variables), 63, variables),
        Figure("middleware of our own", len(middleware), 9, middleware),
    ]


def main() -> int:
    found = figures()
    for figure in found:
        mark = "  beyond its limit" if figure.value > figure.limit else ""
        sys.stdout.write(f"{figure.name:<40} {figure.value:>7,} {figure.limit:>7,}{mark}\n")
        if "--list" in sys.argv[1:]:
            sys.stdout.writelines(f"    {part}\n" for part in figure.parts)
    is_beyond = any(figure.value > figure.limit for figure in found)
    if is_beyond and "--list" not in sys.argv[1:]:
        sys.stdout.write("`scripts/house.py --list` names what makes it up. Make room, or say in a decision why not.\n")
    return int(is_beyond)


if __name__ == "__main__":
    sys.exit(main())
