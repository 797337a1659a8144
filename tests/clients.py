"""A client that signs people in as the site does, staff with their second factor; what a crawler gathers."""

import re
import time

from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY

from unionsite.accounts.models import Authenticator, StaffSession, User
from unionsite.accounts.second_factor import services
from unionsite.accounts.sign_in import staging


def site_map_of(client: Client) -> str:
    """The site map's index and all parts that it names, one after the other."""
    index = client.get("/sitemap.xml").content.decode()
    parts = re.findall(r"<loc>https?://[^/]+(/[^<]+)</loc>", index)
    return "\n".join([index, *(client.get(part).content.decode() for part in parts)])


def bind_authenticator(user: User) -> Authenticator:
    """The person's authenticator in force, made if there is none."""
    device = Authenticator.objects.filter(user=user, confirmed=True).first()
    if device is None:
        device = services.start_enrolment(user=user)
        device.confirmed = True
        device.save()
    return device


class SiteClient(Client):
    def force_login(self, user, backend=None):
        """Signed in with everything that the guard asks for: verified device, only session, recent password."""
        super().force_login(user, backend or "django.contrib.auth.backends.ModelBackend")
        if not User.objects.get(pk=user.pk).is_guarded:
            return
        if user.password_changed_at is None:
            user.password_changed_at = timezone.now()
            User.objects.filter(pk=user.pk).update(password_changed_at=user.password_changed_at)
        session = self.session
        session[DEVICE_ID_SESSION_KEY] = bind_authenticator(user).persistent_id
        session[staging.SEEN] = session[staging.STARTED] = session[staging.STEPPED_UP] = time.time()
        session.save()
        StaffSession.objects.update_or_create(user=user, defaults={"session_key": session.session_key})

    def force_password_only(self, user):
        """A session that a password alone made: what an attack on another way in would have."""
        super().force_login(user, "django.contrib.auth.backends.ModelBackend")


def signed_in(user: User) -> SiteClient:
    client = SiteClient()
    client.force_login(user)
    return client
