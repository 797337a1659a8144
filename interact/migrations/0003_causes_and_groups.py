from django.db import migrations as m
from django.db import models


class Migration(m.Migration):
    dependencies = [("interact", "0002_withdrawn")]
    operations = [
        m.AddField("activityrecord", "cancel_cause", models.CharField("取消的原因", blank=True, db_default="", default="", max_length=10)),
        m.AlterField("question", "explanation", models.TextField("解析", blank=True, help_text="答题次数用完或竞赛结束后显示。", max_length=1000)),
        m.CreateModel("OpenCount", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("activity", models.UUIDField(unique=True)),
            ("ballots", models.PositiveIntegerField()),
            ("votes", models.JSONField(default=dict)),
        ], {"default_permissions": ()}),
        m.AddField("satisfaction", "shown", models.PositiveIntegerField(db_default=0, default=0)),
    ]
