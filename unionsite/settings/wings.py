"""Which wings the site has (`core/wings.py`); without any it is the base that docs/structure.md describes first.

Raises ImproperlyConfigured on a name that is none.
"""

from django.core.exceptions import ImproperlyConfigured

from interact.activities.apps import WING as ACTIVITIES
from starter.apps import WING as STARTER
from unionsite.accounts.sso.apps import WING as SSO
from unionsite.messaging.apps import WING as MESSAGING
from unionsite.operations.apps import WING as OPERATIONS
from unionsite.oversight.apps import WING as OVERSIGHT
from unionsite.publishing.contributions.apps import WING as CONTRIBUTIONS
from unionsite.publishing.platforms.apps import WING as PLATFORMS
from unionsite.publishing.word_import.apps import WING as WORD_IMPORT

from .environment import env

ALL_WINGS = (ACTIVITIES, CONTRIBUTIONS, PLATFORMS, OVERSIGHT, OPERATIONS, SSO, MESSAGING, WORD_IMPORT, STARTER)
WINGS = env.list("WINGS", default=[wing.name for wing in ALL_WINGS])
# Off on a site that had them: their tables stay, and nobody sees anything of them (`manage.py wing`).
WINGS_ASLEEP = env.list("WINGS_ASLEEP", default=[])

if _unknown := {*WINGS, *WINGS_ASLEEP} - {wing.name for wing in ALL_WINGS}:
    raise ImproperlyConfigured(
        f"WINGS: {', '.join(sorted(_unknown))} is none of {', '.join(w.name for w in ALL_WINGS)}."
    )
if _both := {*WINGS} & {*WINGS_ASLEEP}:
    raise ImproperlyConfigured(f"{', '.join(sorted(_both))} stands in WINGS and in WINGS_ASLEEP.")
