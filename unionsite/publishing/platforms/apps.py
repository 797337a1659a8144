"""The platforms wing: what it brings, and how it joins the site."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.wings import Wing, WingConfig

_HERE = "unionsite.publishing.platforms"
WING = Wing(
    name="platforms",
    title=_("发布计划和各平台"),
    apps=(f"{_HERE}.apps.PlatformsConfig",),
    tables=("publishing_planneditem", "publishing_platform", "publishing_missednotice"),
    jobs=(
        ("tell_of_missed_pieces", f"{_HERE}.timeliness.services.tell_of_missed", 600, _("提醒错过时限的稿件")),
        ("watch_platforms", f"{_HERE}.services.watch_platforms", 86400, _("检查各平台")),
    ),
)


class PlatformsConfig(WingConfig):
    name = _HERE
    label = "platforms"
    verbose_name = "发布计划和各平台"

    def join(self):
        # Imported here, because models are loaded only now; it registers itself.
        from unionsite.publishing.platforms import joining  # noqa: F401
