from django.db import migrations as m
from django.db import models


class Migration(m.Migration):
    dependencies = [("interact", "0002_withdrawn")]
    operations = [
        m.AddField("activityrecord", "cancel_cause", models.CharField("取消的原因", blank=True, choices=[("few", "报名或参加的人数不足，不再举行。"), ("time", "时间或场地有变，举行的时间另行通知。"), ("force", "因天气等不可抗力，无法如期举行。"), ("people", "候选人或主办人员有变动，将重新组织。"), ("plan", "方案需要调整，将重新公示后举行。"), ("rules", "发现不符合活动规则的情况，活动终止。"), ("other", "因故不能举行。如有疑问，请与工会办公室联系。")], db_default="", default="", max_length=10)),
        m.AlterField("question", "explanation", models.TextField("解析", blank=True, help_text="答题次数用完或竞赛结束后显示。", max_length=1000)),
        m.CreateModel("OpenCount", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("activity", models.UUIDField(unique=True)),
            ("ballots", models.PositiveIntegerField()),
            ("votes", models.JSONField(default=dict)),
        ], {"default_permissions": ()}),
        m.AddField("satisfaction", "shown", models.PositiveIntegerField(db_default=0, default=0)),
    ]
