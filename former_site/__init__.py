"""Imports the pieces of the union's former website, once, from a table of rows."""
