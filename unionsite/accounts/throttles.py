"""How often a password or a code may be wrong, beside what axes counts for each pair of user and address.

Axes alone lets many addresses try one account, and one address many accounts (security.md 2).
"""

from unionsite.core.limits import Limit

HOUR = 3600
NAME_FAILURES = Limit("sign-in-name", number=50, seconds=HOUR)
ADDRESS_FAILURES = Limit("sign-in-address", number=200, seconds=HOUR)
# The present password, asked for when a new one is chosen: whoever found a desk unlocked must not guess it.
OWN_PASSWORD_FAILURES = Limit("own-password", number=10, seconds=HOUR)
# One account, whatever sessions and addresses the codes come from (T14).
CODE_FAILURES = Limit("code-account", number=20, seconds=HOUR)
