"""The bench's settings with the plain form page, without the limit that would stop two hundred from one address."""

from bench.settings import *  # noqa: F403
from bench.settings import FOUNDING_PAGES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.plainform.apps.PlainFormConfig"]
# It need not be reviewed to be measured.
FOUNDING_PAGES = [*FOUNDING_PAGES, "plainform.PlainFormPage"]
FEEDBACK_SENDINGS_AN_HOUR = 1_000_000
