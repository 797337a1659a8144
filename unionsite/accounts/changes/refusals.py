"""What is raised when a change may not be proposed or let through; its text is for the person who tried."""


class ChangeRefused(Exception):
    """Nothing was stored; `str(error)` says why and what to do."""
