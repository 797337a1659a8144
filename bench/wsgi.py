"""The site with its uploads, for Lighthouse alone.

In production nginx serves /media/ (deploy/nginx.conf) and the application never does; where there is no nginx, pages
would be measured without their pictures.
"""

from django.conf import settings
from whitenoise import WhiteNoise

from unionsite.wsgi import application as site

application = WhiteNoise(site, max_age=3600)
application.add_files(settings.MEDIA_ROOT, prefix="media/")
