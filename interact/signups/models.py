"""Stands here for `interact/migrations/0001_initial.py`, which names it; sign-ups are part of the activities wing."""


def random_code() -> str:
    raise NotImplementedError
