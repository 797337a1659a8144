"""Finds marked in the preview, where Wagtail's own Checks panel counts them and leads to them (libraries.md 5.2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail.admin.userbar import ContentCheckerItem

from unionsite.publishing.textchecks import checklist
from unionsite.publishing.textchecks.choices import RULES, Level
from unionsite.publishing.textchecks.engine import check_parts
from unionsite.publishing.textchecks.extraction import take_apart
from unionsite.publishing.textchecks.marking import identity_of, mark

_IMPACT = {Level.BLOCK: "critical", Level.CONFIRM: "serious", Level.HINT: "moderate"}


def axe_id(rule: str) -> str:
    return f"text-{rule.replace('_', '-')}"


class ChineseChecker(ContentCheckerItem):
    """Wagtail's checker with one rule of Axe for each of ours; a mark never has the title that the rule asks for."""

    axe_run_only = [*ContentCheckerItem.axe_run_only, *map(axe_id, RULES)]
    axe_custom_rules = [
        *ContentCheckerItem.axe_custom_rules,
        *(
            {
                "id": axe_id(rule.id),
                "impact": _IMPACT[rule.level],
                "selector": f"mark[data-qa='{rule.id}']",
                "tags": ["best-practice"],
                "any": ["non-empty-title"],
                "enabled": True,
            }
            for rule in RULES.values()
        ),
    ]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        **{axe_id(rule.id): {"error_name": rule.label, "help_text": rule.advice} for rule in RULES.values()},
    }


def put_in_our_checker(request, items, page) -> None:
    """Takes the place of Wagtail's checker in the userbar and at the editor."""
    for number, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[number] = ChineseChecker(in_editor=item.in_editor)


def mark_findings(page, request: HttpRequest, attributes: dict[str, Any], response: HttpResponse) -> None:
    """Put the marks into the preview that a member of staff asked for; nobody else ever gets them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        return
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    if response.status_code != 200 or response.streaming or not is_html or page.alias_of_id:
        return
    current = checklist.current()
    parts = take_apart(page)
    findings = check_parts(parts, current)
    if not findings:
        return
    marked, left = mark(response.content.decode(response.charset), findings, current, parts.language)
    if attributes.get("in_preview_panel") and left:
        # What no words on the page stand for; only where the Checks panel looks, so that a draft still looks real.
        used: dict[str, int] = {}
        rows = [(identity_of(f"检查_{finding.place}", used), finding) for finding in left]
        notes = render_to_string("publishing/textchecks/_notes.html", {"rows": rows})
        before, end, after = marked.rpartition("</main>")
        marked = f"{before}{notes}{end}{after}" if end else marked
    link = format_html('<link rel="stylesheet" href="{}">', static("publishing/textchecks/marks.css"))
    response.content = marked.replace("</head>", f"{link}</head>", 1)
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
