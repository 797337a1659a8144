"""Notes addresses that readers missed, after everything else had its say."""

from unionsite.core.robots import is_robot
from unionsite.core.routing import is_public_address
from unionsite.oversight.health.services.misses import note_miss


class MissesMiddleware:
    """Stands outside Wagtail's redirects, so that an address with a redirect is not missed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if (
            response.status_code == 404
            and request.method == "GET"
            and is_public_address(request.path_info)
            and not is_robot(request.headers.get("User-Agent", ""))
        ):
            note_miss(path=request.path_info, referrer=request.headers.get("Referer", ""))
        return response
