"""The activities wing: what it brings, and how it joins the site."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from unionsite.core.wings import Wing, WingConfig

WING = Wing(
    name="activities",
    title=_("活动参与"),
    apps=("interact.activities.apps.ActivitiesConfig",),
    reader_urls="interact.activities.votes.views",
    tables=("interact_",),
    jobs=(
        ("mix_ballots", "interact.activities.votes.services.mix_ballots", 3600, _("打乱选票的先后")),
        ("count_closed_votes", "interact.activities.votes.services.count_closed", 60, _("到点计票")),
        ("tell_moderators", "interact.activities.discussions.services.tell_moderators", 3600, _("提醒审核留言")),
        ("tend_activities", "interact.activities.joining.tend_activities", 60, _("活动参与")),
    ),
    jobs_that_publish=("count_closed_votes",),
)


class ActivitiesConfig(WingConfig):
    name = "interact.activities"
    label = "activities"
    verbose_name = "活动参与"

    def join(self):
        # Imported here, because models are loaded only now; they register themselves.
        from interact.activities import joining, receivers  # noqa: F401

    def under_way(self):
        # Asleep, ballots would neither be mixed nor counted, and nobody would hear of the place they have.
        pages = self.get_model("ActivityPage").objects.originals(settings.LANGUAGE_CODE)
        return [page.title for page in pages.not_closed()]
