"""Checks of a piece's text (S-1.5, S-1.6, S-3.8 to S-3.11): an engine without database, and what feeds it."""
