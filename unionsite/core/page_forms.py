"""The forms behind the edit screens of pages and pieces, and where other apps join them and the preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import Panel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.images import get_image_model

from unionsite.core.queries import default_site

# Called with the form once the page has its values, when the page is about to leave the desk (not for a draft, which
# can always be saved): adds errors to the form. Apps above append theirs in `AppConfig.ready()`.
submission_checks: list[Callable[[SitePageForm], None]] = []
# Panels at the end of the first tab of every page's form, appended in the same way.
closing_panels: list[Panel] = []
# Called with the page, the request that asked for its preview, what Wagtail adds to it, and the rendered response,
# which they may change; appended likewise. No public page comes this way.
preview_changes: list[Callable[[Any, HttpRequest, dict[str, Any], HttpResponse], None]] = []

# Buttons that send a page on its way to the public; Wagtail itself decides whether they may be pressed.
_LEAVING = ("action-submit", "action-restart-workflow", "action-publish")

# What a draft is called in lists until it has a title; the form itself shows the empty field.
UNTITLED = "未拟标题"


class SitePageForm(WagtailAdminPageForm):
    """Lets a draft lack anything, its title too, the address stay empty, and tells the page what is being saved."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            # The page makes one from day and title.
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
        """One paragraph, whatever was pasted into the field."""
        return "".join(line.strip() for line in self.cleaned_data["summary"].splitlines())

    @property
    def is_submission(self) -> bool:
        """Whether the page leaves the desk with this form. A button that may not be pressed only saves a draft."""
        return not self.is_deferred_validation and any(self.data.get(name) for name in _LEAVING)

    def _post_clean(self):
        # What must be true in public need not be true yet: nobody should tick a consent to be able to save.
        self.instance.may_be_incomplete = getattr(self, "is_deferred_validation", False)
        super()._post_clean()
        if self.is_submission:
            for check in submission_checks:
                check(self)


class SummaryInput(AdminAutoHeightTextInput):
    """Several lines for one paragraph, with its characters counted while it is typed."""

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
    """供稿部门, 作者 and 来源 of a new piece by this person; what the account does not say is left out."""
    department = user.department if user.department and user.department.is_active else None
    site = default_site()
    union = site.sitesettings.union_name if site and hasattr(site, "sitesettings") else ""
    values = {
        "department": department and department.pk,
        "author": user.get_full_name(),
        "source_name": department.name if department else union,
    }
    return {name: value for name, value in values.items() if value}


class PieceForm(SitePageForm):
    """Fills in what the account already knows, and the words of the cover with its picture."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.for_user is not None:
            for name, value in first_values(self.for_user).items():
                if name in self.fields and not self.initial.get(name):
                    self.initial[name] = value

    @cached_property
    def words_of_cover_before(self) -> str:
        """The description of the cover that the form was opened with."""
        before = get_image_model().objects.filter(pk=self.initial.get("cover") or 0)
        return before.values_list("description", flat=True).first() or ""

    def clean(self):
        """Without words of its own, or with those of another cover, the cover takes its picture's description."""
        data = super().clean()
        cover, words = data.get("cover"), (data.get("cover_alt") or "").strip()
        is_anothers = "cover" in self.changed_data and words and words == self.words_of_cover_before
        if cover and cover.description and "cover_alt" in self.fields and (not words or is_anothers):
            data["cover_alt"] = cover.description[: self.fields["cover_alt"].max_length]
        return data
