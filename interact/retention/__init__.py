"""Retention: how long what employees wrote is kept, and how it is removed afterwards."""
