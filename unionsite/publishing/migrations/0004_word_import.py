from django.db import migrations as m

from unionsite.core.moved_models import Leave


class Migration(m.Migration):
    dependencies = [("publishing", "0003_help_of_days")]
    operations = [Leave("unionsite.publishing.word_import", "WordImport")]
