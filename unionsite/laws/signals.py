"""Events of the law library that other apps may listen to."""

from django.dispatch import Signal

# Sent once after an import that changed anything, when all of it is committed; `statute_ids` names those added or
# changed.
statutes_imported = Signal()
