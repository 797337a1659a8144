"""Where variables come from, and the settings of the site's own features, most of which an installation may set.

Each variable stands in `.env.example`.
"""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

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
# Drafts by WeChat's interface: off while one of the three is empty. The account is that of the register.
WECHAT_APP_ID = env.str("WECHAT_APP_ID", default="")
WECHAT_APP_SECRET = env.str("WECHAT_APP_SECRET", default="")
WECHAT_ACCOUNT = env.str("WECHAT_ACCOUNT", default="")
WECHAT_API = "https://api.weixin.qq.com"
# Seconds that sending one draft with all its pictures may take; gunicorn ends a request after 60.
WECHAT_SECONDS = 40
# For tests alone: a server on this machine may stand in for WeChat's.
WECHAT_PRIVATE_ADDRESSES = False

# The walk over the site's own pages and links (S-7.1): begins weekly on this weekday (1 is Monday) in this hour.
HEALTH_WALK_WEEKDAY = env.int("HEALTH_WALK_WEEKDAY", default=7)
HEALTH_WALK_HOUR = env.int("HEALTH_WALK_HOUR", default=2)
# Seconds between two questions to the same foreign host.
HEALTH_PAUSE_SECONDS = 1.0
# Certificates (PEM) of the authority of an inner network that signed the site's own; empty for the public ones.
HEALTH_CA_FILE = env.str("HEALTH_CA_FILE", default="")
# For tests alone: servers on this machine may stand in for other sites.
HEALTH_PRIVATE_ADDRESSES = False

# The static emergency copy in VAR_DIR/copy, and the hour of the night at which all of it is made anew.
STATIC_COPY = env.bool("STATIC_COPY", default=False)
STATIC_COPY_HOUR = env.int("STATIC_COPY_HOUR", default=1)
