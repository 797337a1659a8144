"""What the channels need before the first employee writes: a row of settings for each, and the limits."""

from django.db import transaction

from interact.channels.records import Channel
from interact.models import ChannelRouting, FeedbackSettings


@transaction.atomic
def set_up_channels() -> None:
    """Create what is missing and change nothing that exists. The administrator decides who handles which channel."""
    for channel in Channel:
        ChannelRouting.objects.get_or_create(channel=channel)
    FeedbackSettings.load()
