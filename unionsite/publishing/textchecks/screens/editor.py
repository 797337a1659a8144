"""The text checks in the editor: the form shows what keeps a page from being submitted, the preview marks the findings.

Wagtail's own Checks panel counts the marks and leads to them (libraries.md 5.2).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.blocks import StreamBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME

from unionsite.publishing.textchecks import checklist
from unionsite.publishing.textchecks.choices import REASON_LENGTH, RULES, Level
from unionsite.publishing.textchecks.engine import check_parts
from unionsite.publishing.textchecks.extraction import take_apart
from unionsite.publishing.textchecks.findings import Finding
from unionsite.publishing.textchecks.marking import identity_of, mark
from unionsite.publishing.textchecks.services import (
    Confirmed,
    answers,
    check_page,
    kept_answers,
    open_findings,
)

REASON, KEYS = "textcheck_reason", "textcheck_keys"
_NAMED = 8


@dataclass
class Result:
    """The findings of a form, the reasons that count (`confirmed`) or are `void`, and the reason typed for the rest."""

    findings: Sequence[Finding] = ()
    confirmed: Confirmed = field(default_factory=dict)
    reason: str = ""
    void: Confirmed = field(default_factory=dict)

    @property
    def open(self) -> list[Finding]:
        return open_findings(self.findings, self.confirmed)

    @property
    def to_confirm(self) -> list[Finding]:
        return [finding for finding in self.open if finding.level == Level.CONFIRM]

    @property
    def keys(self) -> str:
        """Keys of the findings to confirm, sent with the form: a reason counts only for what was on the screen."""
        return ",".join(sorted({finding.key for finding in self.to_confirm}))

    @property
    def rows(self) -> list[tuple[Finding, dict | None, dict | None]]:
        """Each finding with the reason that counts, and the reason that a rejection made void."""
        return [(finding, self.confirmed.get(finding.key), self.void.get(finding.key)) for finding in self.findings]

    @property
    def must_go(self) -> int:
        return sum(finding.level == Level.BLOCK for finding in self.findings)


def check_submission(form) -> None:
    """Add errors to the form while a finding blocks or a finding to confirm has no reason; what was typed stays."""
    page = form.instance
    counting, void = kept_answers(page)
    result = Result(check_page(page, _children(form)), counting, form.data.get(REASON, "").strip(), void)
    shown = set(form.data.get(KEYS, "").split(","))
    reasons = {finding.key: result.reason for finding in result.findings if finding.key in shown}
    result.confirmed = {**result.confirmed, **answers(result.findings, reasons, form.for_user)}
    form.text_check = result
    if result.open:
        _add_errors(form, result)
    else:
        # The receiver stores it with the version that is saved next.
        page.text_check_result = (result.findings, result.confirmed)


def _children(form) -> dict[str, list[models.Model]]:
    """Return the page's child objects as the form has them; they reach the page itself only when it is saved."""
    rows = {}
    for name, formset in getattr(form, "formsets", {}).items():
        if name == COMMENTS_RELATION_NAME:
            continue
        formset.is_valid()
        gone = set(map(id, getattr(formset, "deleted_forms", ())))
        rows[name] = [
            row.instance for row in formset.forms if id(row) not in gone and (row.instance.pk or row.has_changed())
        ]
    return rows


def _add_errors(form, result: Result) -> None:
    # The page's own rules may have refused an empty field or a picture without words already: say it only once.
    told = set(form.errors)
    findings = [finding for finding in result.open if finding.end or finding.field not in told]
    by_field: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_field[finding.field].append(finding)
    for name in by_field.keys() & form.fields.keys():
        is_stream, found = _is_stream(form, name), by_field[name]
        if not (is_stream and name in told):
            form.add_error(name, _block_error(found) if is_stream else _messages(found))
    if findings:
        form.add_error(None, _summary(result))


def _is_stream(form, name: str) -> bool:
    return any(isinstance(item, StreamField) for item in form.instance._meta.concrete_fields if item.name == name)


def _block_error(findings: Sequence[Finding]) -> StreamBlockValidationError:
    """Return the error of a stream field, which shows beside each block what is wrong in it."""
    by_block: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_block[finding.block or 0].append(finding)
    error = StreamBlockValidationError(
        block_errors={number: ValidationError(" ".join(_messages(found))) for number, found in by_block.items()}
    )
    # Replaces Wagtail's own message at the top of the screen, which is English.
    error.message = _("有%(count)d块内容须改正，见各块的提示。") % {"count": len(by_block)}
    return error


def _messages(findings: Sequence[Finding]) -> list[str]:
    """Return the messages of the findings, each once and with what to do; only the first few if there are many."""
    texts = list(dict.fromkeys(_message(finding) for finding in findings))
    if len(texts) > _NAMED:
        texts = [*texts[:_NAMED], _("另有%(count)d处，见页末“文字检查”。") % {"count": len(texts) - _NAMED}]
    return texts


def _message(finding: Finding) -> str:
    if finding.level == Level.CONFIRM:
        return _("%(message)s。请改正，或在页末“文字检查”中说明理由。") % {"message": finding.message.rstrip("。")}
    return _("%(message)s。%(advice)s") % {"message": finding.message.rstrip("。"), "advice": finding.advice}


def _summary(result: Result) -> str:
    parts = []
    if result.must_go:
        parts.append(_("有%(count)d处必须改正") % {"count": result.must_go})
    if to_confirm := len(result.to_confirm):
        parts.append(_("有%(count)d处须改正或说明理由") % {"count": to_confirm})
    return _("文字检查：%(parts)s，稿件还没有提交。所填内容都在，详见“内容”页末的“文字检查”。") % {
        "parts": _("，").join(parts)
    }


class TextCheckPanel(Panel):
    """The panel at the end of the form with every finding, its place, and the box for the reason."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": gettext_lazy("文字检查"), "icon": "glasses", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "publishing/textchecks/panel.html"

        @property
        def media(self):
            return forms.Media(css={"all": ["publishing/textchecks/panel.css"]})

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return {**context, "result": self._result(), "is_new": not self.instance.pk, "reason_length": REASON_LENGTH}

        def _result(self) -> Result:
            if hasattr(self.form, "text_check"):
                return self.form.text_check
            if not self.instance.pk:
                return Result()
            reason = self.form.data.get(REASON, "") if self.form.is_bound else ""
            page = self.instance
            counting, void = kept_answers(page)
            return Result(check_page(page), counting, reason, void)


# --- The preview ---

_IMPACT = {Level.BLOCK: "critical", Level.CONFIRM: "serious", Level.HINT: "moderate"}


def axe_id(rule: str) -> str:
    return f"text-{rule.replace('_', '-')}"


class ChineseChecker(ContentCheckerItem):
    """Wagtail's checker with an Axe rule for each of ours. It asks for a title, which no mark has: all are reported."""

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


def replace_wagtails_checker(request, items, page) -> None:
    """Put our checker in the place of Wagtail's, in the userbar and in the editor."""
    for number, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[number] = ChineseChecker(in_editor=item.in_editor)


def mark_findings(page, request: HttpRequest, attributes: dict[str, Any], response: HttpResponse) -> None:
    """Put the marks into a preview that a member of staff asked for; nobody else ever gets them."""
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
        # Findings without words on the page are listed only where the Checks panel looks, so that a draft looks real.
        used: dict[str, int] = {}
        rows = [(identity_of(f"检查_{finding.place}", used), finding) for finding in left]
        notes = render_to_string("publishing/textchecks/_notes.html", {"rows": rows})
        before, end, after = marked.rpartition("</main>")
        marked = f"{before}{notes}{end}{after}" if end else marked
    link = format_html('<link rel="stylesheet" href="{}">', static("publishing/textchecks/marks.css"))
    response.content = marked.replace("</head>", f"{link}</head>", 1)
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
