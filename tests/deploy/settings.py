"""The test settings on a database that a former release filled, with a migration of a later one made up by a test."""

import os

from unionsite.settings.test import *  # noqa: F403

# "news=package": where the migrations of that app are, those of the release and one more.
LATER = os.environ.get("LATER_MIGRATIONS", "")
if LATER:
    MIGRATION_MODULES = {**globals().get("MIGRATION_MODULES", {}), **dict([LATER.split("=")])}
