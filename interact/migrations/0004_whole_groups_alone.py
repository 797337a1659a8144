"""Shown satisfaction by whole groups; no votes of a few ballots in clear."""

from django.db import migrations as m
from django.db.models import F, Sum

from unionsite.core.sealing import digest

LEAST = 5


def show_whole_groups(apps, schema_editor):
    counts = apps.get_model("interact", "Satisfaction").objects
    totals = counts.order_by().values_list("activity").annotate(new=Sum("number") - Sum("shown")).filter(new__gte=LEAST)
    for activity, _new in list(totals):
        counts.filter(activity=activity).update(shown=F("number"))


def hide_few_ballots(apps, schema_editor):
    # Once a count has no votes it is not met again.
    for count in list(apps.get_model("interact", "VoteCount").objects.filter(ballots__lt=LEAST).exclude(votes={})):
        count.votes, count.digest = {}, digest(count.digest, f"vote-count:{count.activity}")
        count.save(update_fields=["votes", "digest"])


class Migration(m.Migration):
    dependencies = [("interact", "0003_causes_and_groups")]
    operations = [m.RunPython(step, m.RunPython.noop) for step in (show_whole_groups, hide_few_ballots)]
