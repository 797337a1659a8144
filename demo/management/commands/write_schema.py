"""Writes `demo/empty.sql` anew, after a migration was added."""

import sqlite3
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from demo import schema


class Command(BaseCommand):
    help = "Write the schema that `make run` lays on a new machine, by migrating an empty SQLite database."

    def handle(self, **options):
        with tempfile.TemporaryDirectory() as folder:
            connections.databases["default"]["NAME"] = str(Path(folder) / "db.sqlite3")
            connections["default"].close()
            del connections["default"]
            call_command("migrate", verbosity=0)
            connections["default"].close()
            with sqlite3.connect(Path(folder) / "db.sqlite3") as database:
                schema.FILE.write_text(schema.dumped(database), "utf-8")
            database.close()
