"""Middleware of the oversight app: counts which pages are opened."""

from unionsite.oversight.visits.services import note_visit


class VisitsMiddleware:
    """Stands innermost, where the answer of a page's view is seen as it is. Nothing but pages has a route."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if (route := getattr(request, "_wagtail_route_for_request", None)) is not None:
            note_visit(request=request, response=response, page=route.page)
        return response
