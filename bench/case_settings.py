"""The bench's settings with the plain form page, without the limit that would stop two hundred from one address."""

from bench.settings import *  # noqa: F403
from bench.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.plainform.apps.PlainFormConfig"]
FEEDBACK_SENDINGS_AN_HOUR = 1_000_000
