"""Writes of the accounts app: every change of who may enter, and how."""
