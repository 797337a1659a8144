"""What a browser may load and run in an answer of ours (S-6.3, T89): the policies, and the header that carries them."""

from csp.constants import HEADER, NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

REPORT_ADDRESS = "/csp-report/"
ADMIN_PREFIX = "/admin/"

PUBLIC = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "media-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "base-uri": [SELF],
    "object-src": [NONE],
    "frame-ancestors": [SELF],
    "report-uri": [REPORT_ADDRESS],
}
# Wagtail's screens carry inline scripts (listings, choosers, scheduling) and styles. A nonce must never stand beside
# 'unsafe-inline': browsers then ignore the latter, and those screens break.
ADMIN = PUBLIC | {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    # The preview beside the editor.
    "frame-src": [SELF],
}
# Uploads opened by themselves, as in deploy/nginx.conf: nothing in them runs; what a browser draws around a picture, a
# film or a PDF may have style.
FILE = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox"


def is_file_address(path: str) -> bool:
    return path.startswith(("/documents/", settings.MEDIA_URL))


class ContentPolicyMiddleware(CSPMiddleware):
    """The strict policy for the public site, the narrow exception for the admin, a locked room for uploads.

    A page in the admin's preview is answered by this middleware on its own address, so it keeps the public policy.
    `csp.decorators` may change single directives of a view. `CSP_REPORT_ONLY` only reports what would be blocked.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if is_file_address(request.path_info) and response.status_code < 400:
            response.headers[HEADER] = FILE
            return response
        return super().process_response(request, response)

    def get_policy_parts(self, request, response, report_only: bool = False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only is not settings.CSP_REPORT_ONLY:
            return PolicyParts({}, None, None, None)
        if settings.CSP_REPORT_ONLY:
            # Decorators speak of the enforced policy; what is only reported must be the same.
            parts = super().get_policy_parts(request, response, report_only=False)
        if parts.config is None:
            parts.config = ADMIN if request.path_info.startswith(ADMIN_PREFIX) else PUBLIC
        return parts
