"""The form behind every page's edit screen, and where other apps join it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import Panel
from wagtail.admin.widgets import AdminAutoHeightTextInput

# Called with the form once the page has its values, when the page is about to leave the desk (not for a draft, which
# can always be saved): adds errors to the form. Apps above append theirs in `AppConfig.ready()`.
submission_checks: list[Callable[[SitePageForm], None]] = []
# Panels at the end of the first tab of every page's form, appended in the same way.
closing_panels: list[Panel] = []

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
