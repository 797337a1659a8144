"""Signing in, the guard before every view, and sessions of staff."""
