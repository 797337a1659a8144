"""职工交流互动: the section page and the questionnaires that editors build."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.models import SectionPage


class InteractIndexPage(SectionPage):
    subpage_types = []
    page_description = _("职工交流互动栏目。")

    class Meta:
        verbose_name = _("交流互动栏目")
