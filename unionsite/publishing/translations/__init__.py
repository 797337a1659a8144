"""Translations of pages on their way through both stages."""
