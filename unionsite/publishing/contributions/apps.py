"""The wing of employees' own pieces: what it brings, and how it joins the site."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.wings import Wing, WingConfig

_SERVICES = "unionsite.publishing.contributions.services"
WING = Wing(
    name="contributions",
    title=_("投稿"),
    apps=("unionsite.publishing.contributions.apps.ContributionsConfig",),
    reader_urls="unionsite.publishing.contributions.views",
    forms=("contribute/", "contribute/new/"),
    tables=("publishing_contribution",),
    jobs=(
        ("pass_on_contributions", f"{_SERVICES}.pass_on_without_head", 3600, _("转交稿件")),
        ("forget_contributions", f"{_SERVICES}.forget", 86400, _("清理稿件")),
    ),
)


class ContributionsConfig(WingConfig):
    name = "unionsite.publishing.contributions"
    label = "contributions"
    verbose_name = "投稿"

    def join(self):
        # Imported here, because models are loaded only now; it registers itself.
        from unionsite.publishing.contributions import joining  # noqa: F401

    def under_way(self):
        # Asleep, nobody would sign them off or decline them, and their senders would hear of nothing.
        return [str(piece) for piece in self.get_model("Contribution").objects.under_way()]
