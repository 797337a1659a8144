"""What is shown of an open vote stands with the record of the activity. The table goes in a later release."""

# allowed: data-beside-schema (a row for each vote that shows its result while it is open)
from django.db import migrations as m
from django.db import models


def keep_counts(apps, schema_editor):
    counts, records = (apps.get_model("activities", x).objects for x in ("OpenCount", "ActivityRecord"))
    for one in counts.filter(ballots__gt=0):
        count = {"ballots": one.ballots, "votes": one.votes}
        records.update_or_create(activity=one.activity, defaults={"open_count": count})


class Migration(m.Migration):
    dependencies = [("activities", "0002_plain_draw")]
    operations = [
        m.AddField("activityrecord", "open_count", models.JSONField(null=True)),
        m.RunPython(keep_counts, m.RunPython.noop),
        m.SeparateDatabaseAndState(state_operations=[m.DeleteModel("OpenCount")]),
    ]
