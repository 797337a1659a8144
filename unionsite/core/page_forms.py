"""The forms behind the edit screens of pages and pieces, and the places where other apps add to forms and preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import Panel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from unionsite.core.queries import default_site, settings_of
from unionsite.core.wings import place

# Checks that add errors to the form. Called with the form, once the page has its values, when the page is submitted or
# published (not for a draft, which can always be saved). Apps above append theirs in `AppConfig.ready()`.
submission_checks: list[Callable[[SitePageForm], None]] = place("asked before a piece is sent for review")
# Panels at the end of the first tab of every page's form, appended in the same way.
closing_panels: list[Panel] = place("panels below the first tab of a page's form")
# Functions that may change the rendered response of a preview, appended in the same way. Called with the page, the
# request for the preview, what Wagtail adds to that request, and the response. Public pages do not pass here.
preview_changes: list[Callable[[Any, HttpRequest, dict[str, Any], HttpResponse], None]] = place(
    "may change what a preview shows"
)

# Buttons that send a page on its way to the public; Wagtail itself decides whether they may be pressed.
LEAVING = ("action-submit", "action-restart-workflow", "action-publish")

# The name of a draft in lists until it has a title; the form itself shows an empty field.
UNTITLED = "未拟标题"


class SitePageForm(WagtailAdminPageForm):
    """Lets a draft lack anything, even title and slug, and tells the page whether it may be incomplete."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            # The page makes a slug from day and title.
            self.fields["slug"].required = False
        if "summary" in self.fields:
            self.fields["summary"].widget = SummaryInput(self.fields["summary"].widget.attrs)
        if self.instance.title == UNTITLED:
            self.initial |= {"title": "", "slug": ""}

    def clean_title(self):
        title = self.cleaned_data["title"]
        if self.is_deferred_validation:
            return title or UNTITLED
        if title == UNTITLED:
            raise ValidationError(_("请拟一个标题。"))
        return title

    def clean_summary(self) -> str:
        """Return the summary as one paragraph, whatever was pasted into the field."""
        return "".join(line.strip() for line in self.cleaned_data["summary"].splitlines())

    @property
    def is_submission(self) -> bool:
        """Whether this form submits or publishes the page. A button that may not be pressed only saves a draft."""
        return not self.is_deferred_validation and any(self.data.get(name) for name in LEAVING)

    def _post_clean(self):
        # A draft need not meet the rules for public pages: nobody should have to tick a consent only to save.
        self.instance.may_be_incomplete = getattr(self, "is_deferred_validation", False)
        super()._post_clean()
        if self.is_submission:
            for check in submission_checks:
                check(self)


class SummaryInput(AdminAutoHeightTextInput):
    """A field of several lines for one paragraph, with its characters counted while it is typed."""

    FEWEST, MOST = 40, 90

    def __init__(self, attrs=None):
        words = {
            "rows": 3,
            "data-one-paragraph": "",
            "data-counted": f"{self.FEWEST} {self.MOST}",
            "data-counted-right": gettext_lazy("已写{n}个字"),
            "data-counted-short": gettext_lazy("已写{n}个字，40至90个字为宜"),
            "data-counted-long": gettext_lazy("已写{n}个字，超过90个字，列表里会显得长"),
        }
        super().__init__({**words, **(attrs or {})})

    class Media:
        js = ["js/writing.js"]


def first_values(user) -> dict[str, object]:
    """Return what the account gives of a new piece: 供稿部门, 作者, 来源, 主办单位."""
    department = user.department if user.department and user.department.is_active else None
    site = default_site()
    union = getattr(settings_of(site), "union_name", "")
    values = {
        "department": department and department.pk,
        "author": user.get_full_name(),
        "source_name": department.name if department else union,
        "organiser": union,
    }
    return {name: value for name, value in values.items() if value}


class PieceForm(SitePageForm):
    """Fills in what the account already gives, and the alt text of the cover from its picture."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.for_user is not None:
            for name, value in first_values(self.for_user).items():
                if name in self.fields and not self.initial.get(name):
                    self.initial[name] = value

    def clean(self):
        """Take the picture's words as alt text where that is empty; while it is filled in, `taking.js` keeps step."""
        data = super().clean()
        cover = data.get("cover")
        if cover and "cover_alt" in self.fields and not (data.get("cover_alt") or "").strip():
            data["cover_alt"] = cover.default_alt_text[: self.fields["cover_alt"].max_length]
        return data
