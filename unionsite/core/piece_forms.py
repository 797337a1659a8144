"""The form of a piece: what the account already knows is filled in, and the cover's words come with the picture."""

from __future__ import annotations

from django.utils.functional import cached_property
from wagtail.images import get_image_model

from unionsite.core.page_forms import SitePageForm
from unionsite.core.queries import default_site


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
