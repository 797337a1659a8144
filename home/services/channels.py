"""What the channels need before the first employee writes: a row of settings for each, and the limits."""

from __future__ import annotations

from django.db import transaction

from interact.channels.records import Channel
from interact.models import ChannelRouting, FeedbackSettings


@transaction.atomic
def set_up_channels() -> None:
    """Lay what is missing, change nothing that exists. Who handles what is the administrator's to say."""
    for channel in Channel:
        ChannelRouting.objects.get_or_create(channel=channel)
    FeedbackSettings.load()
