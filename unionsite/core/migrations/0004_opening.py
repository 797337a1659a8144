from django.db import migrations as m
from django.db import models


class Migration(m.Migration):
    dependencies = [("core", "0003_urgent_notice")]
    operations = [m.AddField("sitesettings", "is_open", models.BooleanField(default=True, db_default=True, editable=False))]
