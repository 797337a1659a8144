"""The calendar behind a person's secret address; whoever has the address reads the dates and nothing else."""

from django.http import Http404
from django.urls import path
from django.views.decorators.cache import never_cache

from unionsite.core.calendars import calendar_response
from unionsite.oversight.duties.choices import ADMIN
from unionsite.oversight.duties.models import CalendarAddress, Duty
from unionsite.oversight.duties.queries import events
from unionsite.oversight.duties.services.register import digest_of


@never_cache
def calendar(request, secret: str):
    """Answer with the dates that concern the owner of this address, who must still be staff in service."""
    found = CalendarAddress.objects.filter(digest=digest_of(secret)).select_related("person").first()
    if found is None or not found.person.is_active or not found.person.has_perm(ADMIN):
        raise Http404
    duties = Duty.objects.pending().concerning(found.person).most_urgent_first()
    response = calendar_response(events(duties), "duties")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


urlpatterns = [path("calendars/<slug:secret>.ics", calendar, name="duties_calendar")]
