from django.db import migrations as m

from unionsite.core.moved_models import Leave


class Migration(m.Migration):
    dependencies = [("publishing", "0004_word_import")]
    operations = [Leave("unionsite.publishing.contributions", "ContributionPicture Contribution")]
