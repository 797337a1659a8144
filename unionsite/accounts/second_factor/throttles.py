"""Limits of wrong passwords and codes, beside what axes counts for each pair of user and address.

Axes alone lets many addresses try one account, and one address many accounts (security.md 2). These limits slow
strangers down and lock nobody out: browsers in which the owner has signed in before have a counter of their own
(`known_browsers`), and neither a name nor the address of an office is closed as a whole.
"""

from django.http import HttpRequest

from unionsite.accounts.second_factor import known_browsers
from unionsite.core.rate_limits import RateLimit
from unionsite.core.request_values import address_of

HOUR = 3600
NAME_FAILURES = RateLimit("sign-in-name", number=20, seconds=HOUR)
ADDRESS_FAILURES = RateLimit("sign-in-address", number=200, seconds=HOUR)
# Beyond NAME_FAILURES, strangers together have one try a minute at a name; beyond ADDRESS_FAILURES, one in five minutes
# at each name from that address.
NAME_TURNS = RateLimit("sign-in-name-turn", number=1, seconds=60)
ADDRESS_TURNS = RateLimit("sign-in-address-turn", number=1, seconds=300)
# For one person in a known browser; beyond it the browser counts as a stranger.
BROWSER_FAILURES = RateLimit("sign-in-browser", number=10, seconds=HOUR)
# For the current password on one's own account: whoever finds a desk or a phone unlocked must not be able to guess it.
OWN_PASSWORD_FAILURES = RateLimit("own-password", number=10, seconds=HOUR)
# For one account, whatever sessions and addresses the codes come from (T14).
CODE_FAILURES = RateLimit("code-account", number=20, seconds=HOUR)
# Counted only for the alert, never enforced: a passkey's answer cannot be guessed.
PASSKEY_FAILURES = RateLimit("passkey-account", number=20, seconds=HOUR)


class PasswordTries:
    """The tries of one request at one name: how long they must wait, and how a wrong one is counted."""

    def __init__(self, request: HttpRequest, username: str, user_id: int | None):
        self.request, self.username, self.address = request, username, address_of(request)
        mark = known_browsers.mark_of(request, user_id)
        self.mark = "" if mark and BROWSER_FAILURES.is_reached(mark) else mark
        request.is_known_browser = bool(self.mark)

    def seconds_to_wait(self) -> int:
        """Return 0 when this try may be made (a stranger's turn is then used up), else the seconds to wait."""
        if self.mark:
            return 0
        if NAME_FAILURES.is_reached(self.username) and NAME_TURNS.count(self.username) > NAME_TURNS.number:
            return NAME_TURNS.seconds
        if ADDRESS_FAILURES.is_reached(self.address):
            place = f"{self.address} {self.username}"
            if ADDRESS_TURNS.count(place) > ADDRESS_TURNS.number:
                return ADDRESS_TURNS.seconds
        return 0

    def count_wrong(self) -> int:
        """Return how often strangers were wrong at this name this hour; 0 when it was no stranger, or no try at all."""
        # What axes has locked was not checked: such tries must not slow down the rest of the office.
        if getattr(self.request, "axes_locked_out", False):
            return 0
        if self.mark:
            BROWSER_FAILURES.count(self.mark)
            return 0
        ADDRESS_FAILURES.count(self.address)
        return NAME_FAILURES.count(self.username)
