"""What follows when something public comes, goes or moves: one ordered list, whose stages the apps above join.

Wagtail tells of it by signals, inside the transaction of whoever publishes (its own screens for taking down and moving
have none); no receiver of ours hears them but `_go_through`. What each saving brings along (`pre_save`, `post_save`),
published or not, has gone before.
"""

from collections.abc import Callable
from enum import Enum
from functools import partial
from inspect import signature
from typing import NamedTuple

from django.db import models, transaction
from django.dispatch import Signal
from wagtail import signals
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, published, unpublished

# In the order in which Wagtail sends them: first for pages, aliases and copies among them, then for the page or snippet
# whose own version was published or taken down.
EVENTS = (page_published, published, page_unpublished, unpublished, post_page_move, page_slug_changed)
NAMES = {signal: name for name, signal in vars(signals).items() if signal in EVENTS}
INSIDE, AFTER = "inside", "after"


class Stage(Enum):
    """The order. Inside the transaction a fault takes all back, the release too; after the commit it stands."""

    WALL = INSIDE, "a version replaced or taken down comes back through both stages alone"
    ALONG = INSIDE, "what belongs to the page is never seen apart from it: aliases, languages, lists"
    REMEMBERED = INSIDE, "what has changed is worked out from the rows as they are now; it is told after the commit"
    SEARCH = INSIDE, "it is found as soon as it can be read, and no longer"
    REGISTER = INSIDE, "nothing goes out without its row, which the postings of the next stage join"
    TASKS = INSIDE, "what is to be done elsewhere stands there with the page"
    MAILS = INSIDE, "whether it is the first time, and whether mails are held back, is known now; sent after the commit"
    COPIES = AFTER, "the copy has only what is certain, and none of our rows is locked while it is written"
    WORKER = AFTER, "the worker must find what was committed"

    def __init__(self, when: str, why: str):
        self.when, self.why = when, why


class Step(NamedTuple):
    event: Signal
    stage: Stage
    what: Callable
    why: str
    of: type[models.Model]

    @property
    def when(self) -> str:
        # Of a new slug Wagtail itself tells after the commit.
        return AFTER if self.event is page_slug_changed else self.stage.when


STEPS: list[Step] = []


def join(event: Signal, stage: Stage, what: Callable, why: str, *, of: type[models.Model] = models.Model) -> None:
    """Add a step to a stage, behind those that joined it before, for objects of a type; `why` is half a sentence.

    The function is called with the object, and by name with what else of the signal it asks for.
    """
    STEPS.append(Step(event, stage, what, why, of))
    STEPS.sort(key=lambda step: (EVENTS.index(step.event), list(Stage).index(step.stage)))


def rows() -> list[tuple[str, ...]]:
    """Return the list in words: signal, stage, "inside" or "after", whose function, and why."""
    found = []
    for step in STEPS:
        what = f"{step.what.__module__}.{step.what.__name__}"
        found.append((NAMES[step.event], step.stage.name.lower(), step.when, what, step.why))
    return found


def _go_through(signal: Signal, sender: type, instance: models.Model, **kwargs) -> None:
    for step in STEPS:
        if step.event is signal and isinstance(instance, step.of):
            asked = {name: kwargs[name] for name in signature(step.what).parameters if name in kwargs}
            work = partial(step.what, instance, **asked)
            if step.when == AFTER:
                transaction.on_commit(work)
            else:
                work()


for _event in EVENTS:
    _event.connect(_go_through)
