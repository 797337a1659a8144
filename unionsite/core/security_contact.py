"""`/.well-known/security.txt` (RFC 9116): whom to tell about a weakness of the site."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from unionsite.core.models import SiteSettings

ADDRESS = "/.well-known/security.txt"
# The RFC recommends less than a year, so that nobody writes to somebody who left long ago.
VALID_FOR = timedelta(days=180)


def phone_uri(number: str) -> str | None:
    """Return `tel:` with the country code for a Chinese number as written at home; None if it has no global form.

    Local numbers (without an area code) and service numbers like 12351 cannot be dialled from abroad.
    """
    digits = re.sub(r"[\s()（）-]+", "-", number.strip()).strip("-")
    if re.fullmatch(r"\+\d[\d-]{6,16}\d", digits):
        return f"tel:{digits}"
    if re.fullmatch(r"0\d{2,3}-?\d{7,8}|1\d{10}|[48]00-?\d{3}-?\d{4}", digits):
        return f"tel:+86-{digits.removeprefix('0')}"
    return None


def security_text(*, email: str, phone: str, base_url: str, now: datetime) -> str | None:
    """Return the file's text; None without a contact, because a file without one would be invalid."""
    contacts = [f"mailto:{quote(email, safe='@+')}"] if email else []
    if uri := phone_uri(phone):
        contacts.append(uri)
    if not contacts:
        return None
    # Rounded to the day, so that caches see the same text.
    expires = (now.astimezone(UTC) + VALID_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}" for contact in contacts]
    lines += [f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: zh, en"]
    if base_url.startswith("https://"):
        lines.append(f"Canonical: {base_url}{ADDRESS}")
    return "\n".join(lines) + "\n"


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    if not request._wagtail_site:
        raise Http404
    contact = SiteSettings.remembered_for(request._wagtail_site.pk)
    text = security_text(
        email=contact.report_email,
        phone=contact.report_phone,
        base_url=settings.BASE_URL,
        now=timezone.now(),
    )
    if text is None:
        raise Http404
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
