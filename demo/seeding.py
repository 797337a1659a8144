"""The run that fills an empty site with the demo content."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler, register_signal_handlers
from modelsearch.tasks import insert_or_update_object_task
from wagtail.models import Locale
from wagtail.signal_handlers import (
    connect_reference_index_signal_handlers,
    disconnect_reference_index_signal_handlers,
)

from demo.answers import add_answers, choose_questions, read_answers
from demo.cases import add_cases
from demo.desk import lay_desk
from demo.material import Material
from demo.people import add_people
from demo.questionnaires import add_questionnaire
from demo.search import set_up_search
from demo.stage import set_up_people, set_up_settings
from demo.texts import read_pieces
from demo.writing import Demo, add_piece, publish
from home.models import HomePage
from unionsite.accounts.models import User
from unionsite.core import generation, mails
from unionsite.core.models import PiecePage
from unionsite.core.wings import is_on

# Tasks that a thousand saves ask for, a minute of work that a machine just started need not do: the whole index of
# references has just been made, and a picture that was not drawn is drawn when somebody opens its page.
NEEDLESS = ("wagtail.tasks.update_reference_index_task", "unionsite.core.tasks.draw_pictures")
# Pages of the frame come first, in the order that the footer shows them.
FRAME = ("about", "contact", "guide", "publishing-rules", "community-rules", "privacy", "copyright", "accessibility")


def is_seeded() -> bool:
    """Whether the demo content is there: one of its accounts and any piece."""
    return User.objects.filter(username="editor", employee_number="D0003").exists() and PiecePage.objects.exists()


def seed(*, say: Callable[[str], None]) -> None:
    """Fill an empty site, all or nothing; pictures are drawn when a page shows them."""
    pieces = sorted(read_pieces(), key=lambda piece: FRAME.index(piece["key"]) if piece["key"] in FRAME else len(FRAME))
    with mails.silence(), transaction.atomic(), indexing_put_off():
        people = set_up_people()
        set_up_settings()
        demo = Demo(
            home=HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE),
            english=Locale.objects.get(language_code="en"),
            people=people,
            material=Material(uploader=people["editor"]),
        )
        say("写入演示内容，共5步：稿件、问答、活动、诉求、监督和搜索……")
        for piece in Counted(pieces, "1/5 演示稿件", say):
            add = add_questionnaire if piece["type"] == "questionnaire" else add_piece
            add(demo, piece)
        add_answers(demo, Counted(read_answers(), "2/5 演示问答", say), now=timezone.localtime())
        say("3/5 联系人、活动、发布计划……")
        add_people(demo, today=timezone.localdate())
        choose_questions(demo)
        # Models of a wing are only there while it is.
        if is_on("activities"):
            from demo.activities import add_activities

            add_activities(demo, now=timezone.localtime())
        lay_desk(demo)
        if is_on("platforms"):
            from demo.plan import add_demo_plan

            add_demo_plan(people, demo.home)
        say("4/5 演示诉求……")
        add_cases(demo, now=timezone.localtime())
        say("5/5 监督、搜索……")
        given = {"people": people, "home": demo.home, "today": timezone.localdate(), "publish": partial(publish, demo)}
        if is_on("oversight"):
            from demo.oversight import set_up_oversight

            say(set_up_oversight(**given))
        say(set_up_search(**given))
        # Who shows which document would else be known only when the worker comes to it; until then readers get none.
        call_command("rebuild_references_index", verbosity=0)
    generation.bump()
    drop_needless_tasks()


class Counted(list):
    """A list that says every so often how far a walk through it has come."""

    def __init__(self, things: Iterable, words: str, say: Callable[[str], None]):
        super().__init__(things)
        self.words, self.say = words, say

    def __iter__(self):
        for number, thing in enumerate(super().__iter__(), start=1):
            yield thing
            if number % 20 == 0 or number == len(self):
                self.say(f"{self.words} {number}/{len(self)}")


@contextmanager
def indexing_put_off() -> Iterator[None]:
    """Ask the worker once for each object to put it into the editors' search, and never for its references.

    Each save asks for both, a page's eight times; the references are laid anew at the end.
    """
    asked: dict[tuple[str, str, str], None] = {}

    def note(instance, **_kwargs):
        asked[instance._meta.app_label, instance._meta.model_name, str(instance.pk)] = None

    models = [model for model in get_indexed_models() if post_save.disconnect(post_save_signal_handler, sender=model)]
    disconnect_reference_index_signal_handlers()
    for model in models:
        post_save.connect(note, sender=model, weak=False)
    try:
        yield
    finally:
        for model in models:
            post_save.disconnect(note, sender=model)
        register_signal_handlers()
        connect_reference_index_signal_handlers()
    for key in asked:
        insert_or_update_object_task.enqueue(*key)


def drop_needless_tasks() -> None:
    """Delete tasks in `NEEDLESS`, and all but the last of equal ones: every save of a page asks the worker to index
    it."""
    waiting = DBTaskResult.objects.ready().order_by("enqueued_at", "pk")
    waiting.filter(task_path__in=NEEDLESS).delete()
    last = {(path, json.dumps(args)): pk for pk, path, args in waiting.values_list("pk", "task_path", "args_kwargs")}
    waiting.exclude(pk__in=last.values()).delete()
