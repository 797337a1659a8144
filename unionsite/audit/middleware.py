"""Notes where a request comes from; reads two headers and asks nothing else."""

from unionsite.audit.origin import Origin, set_origin
from unionsite.core.addresses import address_of

AGENT_LENGTH = 200


class OriginMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        agent = request.META.get("HTTP_USER_AGENT", "")[:AGENT_LENGTH]
        with set_origin(Origin(address_of(request), agent)):
            return self.get_response(request)
