"""The entry point for gunicorn and any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionsite.settings.production")

application = get_wsgi_application()

# Only once Django is up: without its second factor the site must not answer at all (T23).
from unionsite.accounts.checks import refuse_unguarded  # noqa: E402

refuse_unguarded()
