"""What counts as an export: by its address before the view runs, by what came out after it. No view is listed.

Addresses of exports say so, Wagtail's lists and ours alike: `export` as a part of the path or as a parameter, `format`
or an ending that names a table. What says nothing and hands out a table all the same is known by its answer.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from unionsite.core.spreadsheets import XLSX

KINDS = ("csv", "xlsx")
TABLES = frozenset({"text/csv", XLSX})
# Tables that hold nothing yet, to be filled in.
BLANK = frozenset({"employees_admin:roll_template"})


def says_export(request: HttpRequest) -> bool:
    """Whether the address asks for a table as a file."""
    return _says_export(request.resolver_match.view_name, request.path_info, request.GET)


def leads_to_export(address: str) -> bool:
    """The same of an address of this site that is yet to be opened."""
    parts = urlsplit(address)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        return False
    return _says_export(view, parts.path, QueryDict(parts.query))


def _says_export(view: str, path: str, parameters: QueryDict) -> bool:
    if view in BLANK:
        return False
    *_folders, name = parts = [part for part in path.split("/") if part] or [""]
    is_named_so = "export" in parts or name.rpartition(".")[2].lower() in KINDS
    return is_named_so or "export" in parameters or parameters.get("format") in KINDS


def is_export(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a table is about to leave, whatever its address says."""
    match = request.resolver_match
    if match is None or match.view_name in BLANK or response.status_code != 200:
        return False
    return response.headers.get("Content-Type", "").partition(";")[0].strip() in TABLES
