"""Accounts of staff: made, recovered, unlocked and ended, mostly by two people."""
