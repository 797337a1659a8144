"""Indexes on Wagtail's table of pages, which has none for addresses, types in a language, the menu (decision 0059)."""

from django.db import connections, models
from wagtail.models import Page

INDEXES = (
    # The route of every request looks for a few addresses.
    models.Index(fields=["url_path"], name="core_page_by_address"),
    # Of nearly every type there are few pages in a language.
    models.Index(fields=["content_type", "locale"], name="core_page_by_type"),
    # A menu has some twenty pages, whatever the site has.
    models.Index(fields=["path"], condition=models.Q(show_in_menus=True), name="core_page_in_menu"),
)


def missing(connection) -> list[models.Index]:
    with connection.cursor() as cursor:
        present = connection.introspection.get_constraints(cursor, Page._meta.db_table)
    return [index for index in INDEXES if index.name not in present]


def build(schema_editor) -> None:
    """Create what is missing; on PostgreSQL without keeping anybody from writing, so never inside a transaction."""
    how = {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}
    for index in missing(schema_editor.connection):
        schema_editor.add_index(Page, index, **how)


def drop(schema_editor) -> None:
    how = {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}
    absent = {index.name for index in missing(schema_editor.connection)}
    for index in INDEXES:
        if index.name not in absent:
            schema_editor.remove_index(Page, index, **how)


def after_migrations(using, **_kwargs) -> None:
    """Create what a migration of Wagtail has lost: on SQLite it copies the table, with the indexes that it knows of."""
    connection = connections[using]
    if connection.vendor == "sqlite" and Page._meta.db_table in connection.introspection.table_names():
        editor = connection.schema_editor()
        with connection.cursor() as cursor:
            for index in missing(connection):
                # As it is, for an editor that has begun refuses to work inside a transaction.
                cursor.execute(str(index.create_sql(Page, editor)))
