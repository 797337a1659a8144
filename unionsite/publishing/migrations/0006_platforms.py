from django.db import migrations as m

from unionsite.core.moved_models import Leave


class Migration(m.Migration):
    dependencies = [("publishing", "0005_contributions")]
    operations = [
        Leave(
            "unionsite.publishing.platforms",
            "MissedNotice PlatformPost PlatformCheck PlannedItem_Platforms PlannedItem Platform",
        ),
    ]
