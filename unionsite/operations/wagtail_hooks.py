"""What the app adds to the admin."""

from wagtail import hooks

from unionsite.operations.alarms import screens as alarm_screens

hooks.register("construct_homepage_panels", alarm_screens.add_panel)
