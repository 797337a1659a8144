"""What 0001 made, but for the link from the register to posts, whose tables are another wing's now: the posts name the release
themselves (`platforms.0002`). Where 0001 has run, this counts as run, and the former table of links stays, read by nobody; it
is dropped in the release after the next."""

# allowed: adding-foreign-key-constraint (where there are rows this counts as run; on a new site all tables are empty)
# allowed: adding-required-field (the same)
from copy import copy
from importlib import import_module

from django.db import migrations

FIRST = import_module("unionsite.oversight.migrations.0001_initial").Migration


def without_posts(operation):
    if getattr(operation, "name", "") != "RegisterEntry":
        return operation
    operation = copy(operation)
    operation.fields = [(name, field) for name, field in operation.fields if name != "posts"]
    return operation


class Migration(migrations.Migration):
    initial = True
    replaces = [("oversight", "0001_initial")]
    dependencies = FIRST.dependencies
    operations = list(map(without_posts, FIRST.operations))
