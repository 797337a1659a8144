"""Numbers of records as somebody else wrote them: in rich text, in an address."""

import re

LARGEST = 2**63 - 1


def record_number(value: object) -> int | None:
    """A primary key, written in ASCII digits or as an int; None for what can be none."""
    if isinstance(value, bool) or not re.fullmatch(r"[1-9][0-9]{0,18}", str(value)):
        return None
    number = int(str(value))
    return number if number <= LARGEST else None
