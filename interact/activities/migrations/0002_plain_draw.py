"""Practice and the provable draw are withdrawn (0076)."""

# allowed: data-beside-schema (a row for each draw)
from django.db import migrations as m
from django.db import models

from interact.activities.quizzes.rules import result_of


def keep_results(apps, schema_editor):
    draws, numbers, records = (apps.get_model("activities", x).objects for x in ("PrizeDraw", "DrawNumber", "ActivityRecord"))
    for one in draws.exclude(drawn_at=None):
        people = {x.number: x.person for x in numbers.filter(activity=one.activity, number__in=one.winners)}
        drawn = result_of(one.drawn_at, len(one.numbers), map(people.get, one.winners))
        records.update_or_create(activity=one.activity, defaults={"drawn": drawn})


class Migration(m.Migration):
    dependencies = [("activities", "0001_initial")]
    operations = [
        m.AddField("activityrecord", "drawn", models.JSONField(null=True)),
        m.RunPython(keep_results, m.RunPython.noop),
        m.AlterField("drawnumber", "person", models.ForeignKey("accounts.user", models.CASCADE, "+", db_constraint=False)),
        m.AlterField("quizpage", "practice", models.CharField(db_default="never", max_length=12)),
        m.SeparateDatabaseAndState(state_operations=[
            m.RemoveField("quizpage", "practice"),
            m.DeleteModel("DrawNumber"),
            m.DeleteModel("PrizeDraw"),
        ]),
    ]
