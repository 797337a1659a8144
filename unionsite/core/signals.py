"""Events of the core that other apps may listen to."""

from django.dispatch import Signal

# Sent after the commit of anything that may move a due date: the administrator's table of working days, or the opening
# hours. `first` and `last` are the days concerned, both included; both None when any day may be. Receivers put their
# work into a task: whoever changed the table waits for them.
workdays_changed = Signal()
