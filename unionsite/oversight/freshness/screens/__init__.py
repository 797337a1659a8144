"""Screens of the team: the ledger of updates, and the plans behind it."""
