"""How the installation is watched and spread over machines: logs, alarms, the audit log's copy, the bucket."""

from .environment import env, read_bucket

# A server that takes the call and says nothing must not hold up a request for ever.
EMAIL_TIMEOUT = 20
# Whom the site tells when something of it fails (operations/alarms); nobody while it is empty.
ALARM_MAILS = env.list("ALARM_MAILS", default=[])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "unionsite.core.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "filters": {"quiet": {"()": "unionsite.core.quiet.QuietFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["quiet"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO"), "propagate": False},
        "django_tasks": {"level": "WARNING"},
        # Its line for each page saved is in the database's log as well.
        "wagtail": {"level": "WARNING"},
    },
}

# Where rsyslog on this machine carries the audit log as it grows, so that nobody can rewrite it unseen:
# a server, host:port, and a folder that another machine pulls (deploy/syslog).
AUDIT_SYSLOG = env.str("AUDIT_SYSLOG", default="")
AUDIT_SHIP_DIR = env.str("AUDIT_SHIP_DIR", default="")

# Where several machines serve the site: a private bucket for uploads and sealed files (core/buckets.py).
S3_SERVER = read_bucket("S3_URL", env.str("S3_URL", default=""))
