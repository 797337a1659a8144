"""Migrations by which models move to another app, and their tables stay as they are, each with its rows."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation


def has_rows(cursor, table: str) -> bool:
    """Whether a table, its name quoted already, holds anything."""
    cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608  # nosec B608 (no name comes from a request)
    return cursor.fetchone() is not None


def file_types_anew(known, former: str, new: str, names: list[str]) -> None:
    """File types of content under another app, so that rights, drafts and histories keep to them; `known` are the
    migration's apps."""
    types = known.get_model("contenttypes", "ContentType").objects
    moved = types.filter(app_label=former, model__in=names)
    # The checks that `migrate` begins with may have asked for a type by its new name, and so made it.
    types.filter(app_label=new, model__in=list(moved.values_list("model", flat=True))).delete()
    moved.update(app_label=new)
    ContentType.objects.clear_cache()


class Leave(Operation):
    """The app gives up these models, those that point to others first. Where no app is there to adopt them, tables that
    were only made because a former release had them go again: all of them, if none has a row."""

    def __init__(self, adopter: str, models: str):
        self.adopter, self.models = adopter, models

    def state_forwards(self, app_label, state):
        for name in self.models.lower().split():
            if (app_label, name) in state.models:
                state.remove_model(app_label, name)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if apps.is_installed(self.adopter):
            return
        quote = schema_editor.quote_name
        tables = [quote(f"{app_label}_{name}") for name in self.models.lower().split()]
        with schema_editor.connection.cursor() as cursor:
            if any(has_rows(cursor, table) for table in tables):
                return
        for table in tables:
            schema_editor.execute(schema_editor.sql_delete_table % {"table": table})

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass


class Adopt(CreateModel):
    """Make a model's table, unless it is there from the app that had the model before."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        table = to_state.apps.get_model(app_label, self.name)._meta.db_table
        if table not in schema_editor.connection.introspection.table_names():
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass
