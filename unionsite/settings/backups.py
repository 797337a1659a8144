"""Backups: to whom they are sealed, where they go, how long they stay, when they are made and tried."""

from pathlib import Path

from .environment import NIGHT_HOUR, NIGHT_WEEKDAY, VAR_DIR, env, read_bucket

# Public keys (age1…) of those who can open a backup; without one no backup is made.
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", default=[])
# Those to whom `backup --keys-to` seals the keys of .env: others than the ones above.
BACKUP_KEYS_RECIPIENTS = env.list("BACKUP_KEYS_RECIPIENTS", default=[])
# A folder; or a bucket, of which people see s3://bucket/folder and nothing more.
_bucket = read_bucket("BACKUP_URL", env.str("BACKUP_URL", default=""), has_folder=True)
BACKUP_PLACE = env.str("BACKUP_PLACE", default="") or str(VAR_DIR / "backups")
# How many of the newest days, weeks and months keep one; those of weeks and months stay no longer than so many days,
# because what was destroyed on the site is gone only when the last backup with it is.
BACKUP_KEEP = tuple(env.list("BACKUP_KEEP", cast=int, default=[7, 4, 2]))
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", default=90)
# Begun at the first look after this hour of the site's clock; the drill an hour later on its weekday (1 is Monday).
BACKUP_HOUR, BACKUP_DRILL_WEEKDAY = NIGHT_HOUR + 2, NIGHT_WEEKDAY
# The private key for drills on this machine; without it they check only what needs no key.
BACKUP_DRILL_IDENTITY = env.str("BACKUP_DRILL_IDENTITY", default="")
# `/healthz` fails beyond these: hours since the last good backup, days since the last whole drill.
BACKUP_MOST_HOURS = 30
BACKUP_DRILL_MOST_DAYS = 10 if BACKUP_DRILL_IDENTITY else 100

if _bucket:
    BACKUP_PLACE = f"s3://{_bucket['bucket_name']}/{_bucket['location'] or ''}".rstrip("/")
    BACKUP_STORAGE = {
        "BACKEND": "unionsite.core.buckets.PatientBucket",
        "OPTIONS": {
            **_bucket,
            "location": _bucket["location"] or "",
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
