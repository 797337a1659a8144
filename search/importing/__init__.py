"""Bringing in what others have written down: tables of rows, pieces of a former website."""
