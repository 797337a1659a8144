from django.db import migrations as m
from django.db import models

from unionsite.core.choices import UrgentNotice


class Migration(m.Migration):
    dependencies = [("core", "0002_page_indexes")]
    operations = [
        m.AddField("sitesettings", "urgent_from", models.DateTimeField("紧急通知开始显示", blank=True, null=True)),
        m.AddField("sitesettings", "urgent_notice", models.CharField("紧急通知", blank=True, choices=UrgentNotice.choices, db_default="", max_length=20)),
        m.AddField("sitesettings", "urgent_until", models.DateTimeField("紧急通知停止显示", blank=True, null=True)),
    ]
