"""Creates the page tree, languages, groups, settings, channels and a sample of words to check for."""

from django.core.management.base import BaseCommand

from home.services.roles import set_up_roles
from home.services.tree import PRESETS, set_up_channels, set_up_tree
from unionsite.core.wings import is_on
from unionsite.publishing.textchecks.services import lay_sample_words


class Command(BaseCommand):
    help = "Create languages, page tree, groups, workflow and settings where they are missing; safe on a live site."

    def add_arguments(self, parser):
        parser.add_argument("--open", action="store_true", help="A new site is open to readers at once: for trials.")

    def handle(self, **options):
        # Without the wing nobody could open it.
        set_up_tree(is_open=options["open"] or not is_on("operations"))
        set_up_roles()
        set_up_channels()
        lay_sample_words()
        for lay in PRESETS:
            lay()
        if options["verbosity"]:
            self.stdout.write("网站骨架、用户组和两级审核流程已就绪。")
