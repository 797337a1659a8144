"""Two tables of 1.0 that nobody reads or writes any more: the secret addresses of calendars, and amendments, which stand on
their cards (0005). Both stay until the release after 1.1, as 1.0 serves while this runs; without their foreign keys they keep
nobody from deleting what they name."""

from django.conf import settings
from django.db import migrations as m
from django.db.models import CASCADE, DO_NOTHING, ForeignKey, OneToOneField


class Migration(m.Migration):
    dependencies = [("oversight", "0005_amendments_on_their_cards")]
    operations = [
        m.AlterField("calendaraddress", "person", OneToOneField(settings.AUTH_USER_MODEL, CASCADE, related_name="+", db_constraint=False)),
        m.AlterField("amendment", "by", ForeignKey(settings.AUTH_USER_MODEL, DO_NOTHING, "+", db_constraint=False)),
        m.AlterField("amendment", "card", ForeignKey("oversight.scorecard", DO_NOTHING, "amendments", db_constraint=False)),
        m.SeparateDatabaseAndState(state_operations=[m.DeleteModel("CalendarAddress"), m.DeleteModel("Amendment")]),
    ]
