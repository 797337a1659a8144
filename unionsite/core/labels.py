"""Writes lists of labels by what they belong to: tables by app, views by namespace."""

from __future__ import annotations


def labels(mark: str = ".", /, **names: str) -> tuple[str, ...]:
    """Return `owner.name` for each owner's names, divided by spaces: `labels(core="A B")` is core.A and core.B."""
    return tuple(f"{owner}{mark}{name}" for owner, listed in names.items() for name in listed.split())
