"""Which tables an export has, and why the others are left out (`tables.toml`). A test asks for each model."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models
from wagtail.models import Page

from unionsite.core.named import labels

_NAMES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
EXPORTED = labels(**_NAMES["exported"])
LEFT_OUT = {why: labels(**names) for why, names in _NAMES["left_out"].items()}
# Fields that no export has: the code on a ticket opens a door, an open vote is shown to who may see it alone.
WITHOUT = {
    "activities.Signup": ("code",),
    "activities.Satisfaction": ("number",),
    "activities.ActivityRecord": ("open_count",),
}
# Of posts and of collections of questions only what readers may see.
PUBLIC_ALONE = {"activities.Post": {"state": "public", "hidden_at": None}, "activities.QuestionSet": {"live": True}}
OWN_APPS = ("home", "search", "oversight", "operations", "news", "rights", "culture", "interact", "publishing")
OWN_APPS += ("accounts", "audit", "core", "laws", "activities", "contributions", "word_import", "messaging")


def tables() -> Iterator[tuple[str, models.QuerySet, list[str]]]:
    """Yield (label, rows in a steady order, names of the fields) of each exported table."""
    # A wing that is not there has none.
    for label in (label for label in EXPORTED if label.partition(".")[0] in apps.app_configs):
        model = apps.get_model(label)
        rows = model._default_manager.order_by("pk").filter(**PUBLIC_ALONE.get(label, {}))
        without = WITHOUT.get(label, ())
        yield label, rows, [field.name for field in model._meta.local_fields if field.name not in without]


def undecided() -> list[str]:
    """Return the models of the site that nobody has decided about; pages have a file of their own."""
    known = {*EXPORTED, *(label for left in LEFT_OUT.values() for label in left)}
    own = (model for name in OWN_APPS if name in apps.app_configs for model in apps.get_app_config(name).get_models())
    return sorted(model._meta.label for model in own if not issubclass(model, Page) and model._meta.label not in known)
