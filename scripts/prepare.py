"""Brings the site on this machine up to date before it is run: database, texts, page tree and, once, demo content.

One process for what would be four commands, as each start costs a second or two.
"""

import gc
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionsite.settings.dev")
# As `dev` does: what the demo content enqueues (pictures in all sizes) is the worker's, nobody waits for it here.
os.environ["TASKS_BACKEND"] = "database"

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

# What is looked at first: their pictures are drawn here, all others by the worker while the site runs already.
FIRST_PAGES = ("/", "/news/", "/rights/", "/culture/", "/info/", "/en/")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    django.setup()
    # Migrations make and drop classes by the thousand: looking for what is left of them less often saves a tenth.
    gc.freeze()
    gc.set_threshold(50_000)
    from unionsite.core.models import PiecePage

    try:
        call_command("compile_texts", verbosity=0)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            say("正在建立或更新数据库…… Preparing the database ...")
            call_command("migrate", verbosity=0)
        call_command("setup_site", verbosity=0)
        if not PiecePage.objects.exists():
            say("正在放入演示内容…… Laying the demo content ...")
            # While DEBUG is on, Django puts every query down in words.
            settings.DEBUG, settings.ALLOW_DEMO = False, True
            call_command("seed_demo")
            say("正在生成首页和栏目页的图片…… Drawing the first pages' pictures ...")
            # Without DEBUG, WhiteNoise warns where nothing was collected.
            settings.STATIC_ROOT.mkdir(exist_ok=True)
            visitor = Client(SERVER_NAME="127.0.0.1")
            for path in FIRST_PAGES:
                visitor.get(path)
    except CommandError as error:
        say(f"{error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
