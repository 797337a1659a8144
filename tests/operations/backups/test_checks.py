"""What `check --deploy` says about backups."""

import pytest

from unionsite.operations.backups.checks import backups_are_made


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"BACKUP_RECIPIENTS": []}, ["operations.W001"]),
        ({"BACKUP_RECIPIENTS": ["age1nonsense"]}, ["operations.E001"]),
        ({}, []),
        ({"BACKUP_PLACE": "s3://union/backups"}, []),
        ({"BACKUP_PLACE": "{var}/backups"}, ["operations.W002"]),
        ({"BACKUP_DRILL_IDENTITY": "{place}/officer.key"}, ["operations.W003"]),
    ],
)
def test_what_a_deployed_site_needs(site, settings, change, found):
    for name, value in change.items():
        filled = value.format(var=site.var, place=site.place) if isinstance(value, str) else value
        setattr(settings, name, filled)
    assert [message.id for message in backups_are_made(None)] == found
