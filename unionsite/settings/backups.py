"""Backups: to whom they are sealed, where they go, how long they stay, when they are made and tried."""

from pathlib import Path

from .environment import VAR_DIR, env

# Public keys (age1…) of those who can open a backup; without one no backup is made.
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", default=[])
# Those to whom `backup --keys-to` seals the keys of .env: others than the ones above.
BACKUP_KEYS_RECIPIENTS = env.list("BACKUP_KEYS_RECIPIENTS", default=[])
# A folder, or s3://bucket/folder.
BACKUP_PLACE = env.str("BACKUP_PLACE", default="") or str(VAR_DIR / "backups")
# How many of the newest days, weeks and months keep one; those of weeks and months stay no longer than so many days,
# because what was destroyed on the site is gone only when the last backup with it is.
BACKUP_KEEP = tuple(env.list("BACKUP_KEEP", cast=int, default=[7, 4, 2]))
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", default=90)
# Begun at the first look after this hour of the site's clock; the drill an hour later on its weekday (1 is Monday).
BACKUP_HOUR = env.int("BACKUP_HOUR", default=3)
BACKUP_DRILL_WEEKDAY = env.int("BACKUP_DRILL_WEEKDAY", default=7)
# The private key for drills on this machine; without it they check only what needs no key.
BACKUP_DRILL_IDENTITY = env.str("BACKUP_DRILL_IDENTITY", default="")
# `/healthz` fails beyond these: hours since the last good backup, days since the last whole drill.
BACKUP_MOST_HOURS = 30
BACKUP_DRILL_MOST_DAYS = 10 if BACKUP_DRILL_IDENTITY else 100

if BACKUP_PLACE.startswith("s3://"):
    _bucket, _slash, _folder = BACKUP_PLACE.removeprefix("s3://").partition("/")
    BACKUP_STORAGE = {
        "BACKEND": "unionsite.core.buckets.PatientBucket",
        "OPTIONS": {
            "bucket_name": _bucket,
            "location": _folder,
            "endpoint_url": env.str("BACKUP_BUCKET_ENDPOINT", default="") or None,
            "region_name": env.str("BACKUP_BUCKET_REGION", default="") or None,
            "access_key": env.str("BACKUP_BUCKET_KEY", default="") or None,
            "secret_key": env.str("BACKUP_BUCKET_SECRET", default="") or None,
            "default_acl": None,
            "file_overwrite": False,
            # What is read back waits on the disk, still sealed, and not in memory.
            "max_memory_size": 32 * 1024 * 1024,
        },
    }
else:
    BACKUP_STORAGE = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": Path(BACKUP_PLACE),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
