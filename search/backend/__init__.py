"""Wagtail's database search for Chinese: pairs of characters in the index, words in the query, one ranking.

`WAGTAILSEARCH_BACKENDS` names this package; the database in use decides which module does the work. All searches go
through it, those of the admin too (docs/decisions/0030).
"""

from django.db import connection


def SearchBackend(params):
    """Return the backend for the default database: SQLite with FTS5 or PostgreSQL."""
    if connection.vendor == "postgresql":
        # Import only this database's backend: each imports lookups and functions of its own.
        from search.backend.postgresql import PostgreSQLBackend

        return PostgreSQLBackend(params)
    from search.backend.sqlite import SQLiteBackend

    return SQLiteBackend(params)
