"""The page 信息公开: what the union lets the public see of its own work (S-8.9)."""

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from unionsite.core.models import BasePage
from unionsite.core.named import named
from unionsite.core.pieces import listing_key

# Named by path, because the module that reads what is shown imports this app's models.
disclosed = named("unionsite.oversight.disclosure.queries.disclosed")


class DisclosurePage(BasePage):
    """Nobody writes on it: it lists rules and reports, which passed both stages, and counts."""

    content_panels = [*BasePage.content_panels, FieldPanel("summary")]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    is_frame = True
    is_in_footer = True
    kept_views = {"": ("year", "page")}
    page_description = _("规章制度、工作报告与通报、办理情况和网站纠错，由系统自动汇集。")
    schema_type = "CollectionPage"

    class Meta:
        verbose_name = _("信息公开页面")

    def get_context(self, request, *args, **kwargs):
        wanted = {name: request.GET[name] for name in ("year", "page") if name in request.GET}
        # Lazy: read only when the template has not remembered this part.
        shown = SimpleLazyObject(lambda: disclosed(self, wanted))
        return {**super().get_context(request, *args, **kwargs), "shown": shown, "listing_key": listing_key(wanted)}
