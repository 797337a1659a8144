"""What activities tell the features above, which they may not import."""

from django.dispatch import Signal

# Sent after the commit, with `activity`: the original page in its own type.
activity_cancelled = Signal()
