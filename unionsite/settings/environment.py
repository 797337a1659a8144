"""Where variables come from, and the settings of the site's own features, most of which an installation may set.

Each variable stands in `.env.example`.
"""

import os
import re
from pathlib import Path
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# Variables that are read no more: values without effect, and the line that takes their place. The former ones may stand
# beside it, for a way back to the former release; alone they must not be passed over in silence.
_FORM = "s3://KEY:SECRET@BUCKET?endpoint=https://HOST:PORT&region=REGION"
_HOUR = "NIGHT_HOUR=1 (that of the copy; walk, backup and drill an hour after each other)"
FORMER = (
    ("S3_BUCKET", "", f"S3_URL={_FORM}"),
    ("BACKUP_PLACE", "(?!s3://).*", f"BACKUP_URL={_FORM.replace('?', '/FOLDER?')}"),
    ("COUNTERS_DIR", "", "MEMORY_DIR=/dev/shm"),
    ("UPLOADS_DIR", "", "MEMORY_DIR=/dev/shm"),
    ("STATIC_COPY_HOUR", "0?1|", _HOUR),
    ("HEALTH_WALK_HOUR", "0?2|", _HOUR),
    ("BACKUP_HOUR", "0?3|", _HOUR),
    ("HEALTH_WALK_WEEKDAY", "7|", "NIGHT_WEEKDAY=7"),
    ("BACKUP_DRILL_WEEKDAY", "7|", "NIGHT_WEEKDAY=7"),
    ("WECHAT_APP_ID", "", "nothing: delete the lines WECHAT_*, text and pictures are copied from 平台文案"),
    ("DATABASE_REPLICA_URL", "", "nothing: delete this line, everybody reads DATABASE_URL"),
)
if _lost := [
    f"{name} -> {line}"
    for name, harmless, line in FORMER
    if not re.fullmatch(harmless, os.environ.get(name, "")) and not os.environ.get(line.partition("=")[0])
]:
    raise ImproperlyConfigured(f"No longer read; write in .env what stands behind the arrow: {'; '.join(_lost)}.")

_BUCKET = re.compile(
    r"s3://((?P<access_key>([^\s%:@/?#]|%[0-9A-Fa-f]{2})+):(?P<secret_key>([^\s%@]|%[0-9A-Fa-f]{2})+)@)?"
    r"(?P<bucket_name>[A-Za-z0-9][\w.-]+)(/(?P<location>[^\s?#@&]*))?"
    r"(\?endpoint=(?P<endpoint_url>https?://[^\s?#@&]+))?([?&]region=(?P<region_name>[\w-]+))?"
)


def read_bucket(name: str, url: str, *, has_folder: bool = False) -> dict[str, str | None]:
    """Return the options of django-storages that a URL such as `_FORM` says; none of an empty one. Raises
    ImproperlyConfigured, without a word of the URL: a secret is in it."""
    found = _BUCKET.fullmatch(url)
    if url and (found is None or (found["location"] and not has_folder)):
        raise ImproperlyConfigured(f"{name} cannot be read. Write {_FORM}; in KEY and SECRET %25 for %, %40 for @.")
    parts = found.groupdict() if found else {}
    return {part: unquote(value) if value and part.endswith("_key") else value for part, value in parts.items()}


VAR_DIR = Path(env.str("VAR_DIR", default="") or BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)

BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")

# Proxies of our own in front of the site: so many addresses at the end of X-Forwarded-For are to be believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Answers to questionnaires from one address in an hour; a whole office may stand behind one address.
QUESTIONNAIRE_ANSWERS_AN_HOUR = env.int("QUESTIONNAIRE_ANSWERS_AN_HOUR", default=60)
# Wrong receipts that may be tried in an hour, from one address and from all together.
FEEDBACK_GUESSES_AN_HOUR = env.int("FEEDBACK_GUESSES_AN_HOUR", default=30)
FEEDBACK_GUESSES_AN_HOUR_IN_ALL = 3000
# Cases sent from one address in an hour; sendings with files from everybody together, after which only text is taken.
FEEDBACK_SENDINGS_AN_HOUR = env.int("FEEDBACK_SENDINGS_AN_HOUR", default=30)
FEEDBACK_FILES_AN_HOUR = 300
# Rounds of each try that a browser makes to show that it is not one of many: twice as many, twice as long.
FEEDBACK_PROOF_COST = 5000

# Days that entries of the audit log are kept, 180 at least (law).
AUDIT_KEEP_DAYS = env.int("AUDIT_KEEP_DAYS", default=1095)

# The ClamAV daemon that scans attached files: "tcp://127.0.0.1:3310" or "unix:///run/clamav/clamd.ctl"; "" for none,
# and files count as clean. While it is down, files wait and are not handed out.
ANTIVIRUS = env.str("ANTIVIRUS", default="")
# Seconds that scanning one file may take in all.
ANTIVIRUS_SECONDS = 20

# Pieces that employees send in: the page types they may become, and how much one person may send in a day.
CONTRIBUTION_TARGETS = ["news.NewsPage"]
CONTRIBUTIONS_A_DAY = 10
CONTRIBUTION_PICTURES_A_DAY = 90

# The type of piece, and its kind, as which reports and bulletins are drafted.
REPORT_PAGE, REPORT_KIND = "home.InfoPage", "disclosure"

# When the events happened that pieces tell of: page types and the field with the day, for the lag of S-3.9.
EVENT_DATES = {
    "news.NewsPage": "starts_at",
    "culture.AchievementPage": "achieved_on",
    "culture.GalleryPage": "taken_on",
}

# What the site offers in a language, for the search; and the calculators that words call, with `title` and `url`.
SERVICES = "home.people.offers.services"
CALCULATORS_NAMED = "search.results.offers.calculators_named"
# Which answers (权益问答) are offered to somebody who writes a question, with `title` and `url`.
ANSWERS_LIKE = "search.answers.queries.answers_like"

# Publication plan and platforms. An account in use without a post for so many days sleeps (S-8.8).
PLATFORM_DORMANT_DAYS = 14
# Working days from opening an account to its filing.
PLATFORM_FILING_WORKDAYS = 30
# A planned piece is late when it comes so many minutes after its time.
PLAN_GRACE_MINUTES = 60
# Hours after its release in which a piece should be posted on the other platforms.
PLATFORM_POST_HOURS = 24

# Work of the night, an hour after each other: static copy; walk (S-7.1), on this weekday (1 is Monday); backup; drill.
NIGHT_HOUR, NIGHT_WEEKDAY = env.int("NIGHT_HOUR", default=1), env.int("NIGHT_WEEKDAY", default=7)
if not (0 <= NIGHT_HOUR <= 20 and 1 <= NIGHT_WEEKDAY <= 7):
    raise ImproperlyConfigured("NIGHT_HOUR must be from 0 to 20, NIGHT_WEEKDAY from 1 to 7.")
STATIC_COPY_HOUR, HEALTH_WALK_HOUR, HEALTH_WALK_WEEKDAY = NIGHT_HOUR, NIGHT_HOUR + 1, NIGHT_WEEKDAY
# Seconds between two questions to the same foreign host.
HEALTH_PAUSE_SECONDS = 1.0
# Certificates (PEM) of the authority of an inner network that signed the site's own; empty for the public ones.
HEALTH_CA_FILE = env.str("HEALTH_CA_FILE", default="")
# For tests alone: servers on this machine may stand in for other sites.
HEALTH_PRIVATE_ADDRESSES = False

# The static emergency copy in VAR_DIR/copy; all of it is made anew each night.
STATIC_COPY = env.bool("STATIC_COPY", default=False)
