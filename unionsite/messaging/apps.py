"""The messaging wing: what it brings, and how it joins the site."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.wings import Wing, WingConfig

WING = Wing(
    name="messaging",
    title=_("消息"),
    apps=("unionsite.messaging.apps.MessagingConfig",),
    reader_urls="unionsite.messaging.views",
    jobs=(
        ("send_messages", "unionsite.messaging.services.send_due", 60, _("发送消息")),
        ("forget_messages", "unionsite.messaging.services.forget", 86400, _("清理消息")),
    ),
)


class MessagingConfig(WingConfig):
    name = "unionsite.messaging"
    label = "messaging"
    verbose_name = "消息"

    def join(self):
        # Imported here, because models are loaded only now; it registers itself.
        from unionsite.messaging import joining  # noqa: F401
