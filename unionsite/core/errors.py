"""Error pages: plain words for what is missing, forbidden or broken, with ways on and no stack trace (T90)."""

import re
import sys
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from unionsite.core.carrying import is_of_this_site, is_secret, send_on
from unionsite.core.logs import new_number, number_of
from unionsite.core.named import named
from unionsite.core.quiet import is_quiet


@dataclass(frozen=True)
class Words:
    title: str
    text: str
    # What to do next; empty where the text says it.
    advice: str = ""
    # Whether signing in, perhaps with another account, may help.
    asks_who: bool = False


_DAMAGED = Words(_("地址有误"), _("这个地址或提交的内容无法识别。"), _("请检查地址是否完整，或者返回上一页重试。"))
_FORBIDDEN = Words(
    _("没有权限查看"),
    _("您没有打开这个页面的权限，或者登录已经失效。"),
    _("如果您认为应当可以查看，请重新登录，或联系网站管理员。"),
    asks_who=True,
)
_STALE_FORM = Words(
    _("没有提交成功"),
    _("页面打开的时间太长，或者浏览器没有保存本站的Cookie，为了安全，这次提交没有被接受，内容也没有保存。"),
    _("请返回上一页，复制好填写的内容，刷新页面后重新提交。如果仍然不行，请允许浏览器保存本站的Cookie后再试。"),
)
_STALE_FORM_CARRIED = _(
    "页面打开的时间太长，或者浏览器没有保存本站的Cookie，这次提交没有被接受。写的内容都在，请按“接着提交”。"
)
_WRONG_METHOD = Words(_("不能这样访问"), _("这个地址不支持刚才的操作。"), _("请从页面上的链接或按钮进入。"))
_TOO_LARGE = Words(
    _("提交的内容太大"),
    _("文件或文字超过了网站允许的大小，没有保存。"),
    _("请返回上一页，缩小文件或减少内容后重新提交。"),
)
_TOO_MANY = Words(_("操作太频繁"), _("短时间内的操作次数过多，这一次没有处理。"), _("请过一会儿再试。"))
# The addresses that `$unionsite_page` of deploy/nginx.conf leaves out: of staff, of persons, of forms, of files.
_ASKED_OR_WRITTEN = re.compile(
    "/(en/)?(account|admin|contribute|csp-report|documents|feedback|interact|media|rights/calculators|search"
    "|static|_util)/"
)
# Named by path, because errors are known before the models.
settings_of = named("unionsite.core.queries.settings_of")
# What answers while the site is being built: the staff's screens, accounts, files, machines.
_BEFORE_OPENING = re.compile(
    r"/(en/)?(account|_util/login)/|/(admin|csp-report|dev|media|static|\.well-known)/|/healthz$"
)
OPENS_SECONDS = 3600
# By name, as Redis' package is an extra.
REDIS_AWAY = frozenset({"redis.exceptions.ConnectionError", "redis.exceptions.TimeoutError"})
WORDS = {400: _DAMAGED, 403: _FORBIDDEN, 405: _WRONG_METHOD, 413: _TOO_LARGE, 429: _TOO_MANY}


def is_kept_out(request: HttpRequest) -> bool:
    """Whether the site is being built and this is none of those who build it; asks nobody's session once it is open."""
    about = settings_of(getattr(request, "_wagtail_site", None))
    return about is not None and not about.is_open and not getattr(getattr(request, "user", None), "is_guarded", False)


def being_built(request: HttpRequest) -> HttpResponse | None:
    """Return what stands in the place of every page until the site is open, else None.

    With 503 a search engine takes nothing into its index and comes again; nobody may keep the answer.
    """
    # First the addresses: monitors are answered without cache and database.
    if _BEFORE_OPENING.match(request.path_info) or not is_kept_out(request):
        return None
    request.shows_frame = True
    response = render(request, "being_built.html", status=503)
    # Nothing is wrong: no line in the log of errors, no mail to those who keep the server.
    response._has_been_logged = True
    response.headers["Retry-After"] = str(OPENS_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """Answer 404 within the site's frame, with ways on; below /documents/ and /admin/ too."""
    if page := being_built(request):
        return page
    request.shows_frame = True
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    """Answer 400 or 413 without frame and without query: the request may be too odd to draw the frame from it."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return plain(413 if too_large else 400)


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return explain(request, 403, _FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form without its token; Django writes the reason to the log.

    What was typed on a page of this site is carried, to be sent again; from another site's page nothing is carried.
    """
    has_frame = bool(getattr(request, "_wagtail_site", None))
    if not has_frame or not is_of_this_site(request) or any(map(is_secret, request.POST)):
        return explain(request, 403, _STALE_FORM)
    return send_on(request, title=_STALE_FORM.title, text=_STALE_FORM_CARRIED, status=403)


def explain(request: HttpRequest, status: int, words: Words) -> HttpResponse:
    """Answer with an error page in the site's frame, or a plain one where the site is not known yet."""
    if not getattr(request, "_wagtail_site", None):
        return plain(status, words)
    request.shows_frame = True
    return render(request, "error.html", {"words": words}, status=status)


def plain(status: int, words: Words | None = None) -> HttpResponse:
    html = loader.get_template("error_plain.html").render({"words": words or WORDS[status], "styles": styles()})
    return HttpResponse(html, status=status)


def styles() -> list[str]:
    """Return the addresses of the site's style sheets; none where they were not collected, which may be what failed."""
    try:
        return [static("css/tokens.css"), static("css/site.css")]
    except ValueError:
        return []


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without any query: the database may be what is broken. It names the number that the log has.

    503 where database or Redis are away, at which a balancer asks another machine, which may reach them. If none does,
    nginx hands out what it kept of the page, else its static copy (0066).
    """
    number, is_alone = number_of(request, make=new_number), is_away(sys.exc_info()[1])
    html = loader.get_template("500.html").render({"number": number, "styles": styles()})
    response = HttpResponse(html, status=503 if is_alone else 500)
    if is_alone and settings.STATIC_COPY and is_page_of_all(request):
        response.headers["X-Accel-Redirect"] = "@copy"
    return response


def is_page_of_all(request: HttpRequest) -> bool:
    """Whether a page was asked for that is there to be read, by its address: it is not known which page it is. Feeds
    are none, as the type of this answer goes out with the copy."""
    path = request.path_info
    return (
        request.method in ("GET", "HEAD")
        and path.endswith("/")
        and not path.endswith("/feed/")
        and not path.startswith(tuple(settings.QUIET_PATHS))
        and not _ASKED_OR_WRITTEN.match(path)
    )


def is_away(error: BaseException | None) -> bool:
    """Whether a server that the site needs did not answer."""
    names = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    return isinstance(error, InterfaceError | OperationalError) or not REDIS_AWAY.isdisjoint(names)


class ReportFilter(SafeExceptionReporterFilter):
    """Error reports also hide addresses of servers, because they contain passwords (T96).

    For requests on `QUIET_PATHS` they tell neither who wrote (address, browser, referrer, cookies) nor what was written
    (form fields, and variables of the program, which hold them).
    """

    hidden_settings = re.compile(f"{SafeExceptionReporterFilter.hidden_settings.pattern}|LOCATION|_URL$|COOKIE", re.I)
    # Everything else in a request's META comes from the sender.
    told_of_quiet_ones = frozenset({"REQUEST_METHOD", "PATH_INFO", "SERVER_PROTOCOL", "CONTENT_LENGTH"})

    def get_safe_request_meta(self, request):
        meta = super().get_safe_request_meta(request)
        if not is_quiet(request):
            return meta
        hidden, told = self.cleansed_substitute, self.told_of_quiet_ones
        return {key: value if key in told else hidden for key, value in meta.items()}

    def get_safe_cookies(self, request):
        cookies = super().get_safe_cookies(request)
        return dict.fromkeys(cookies, self.cleansed_substitute) if is_quiet(request) else cookies

    def get_post_parameters(self, request):
        return {} if is_quiet(request) else super().get_post_parameters(request)

    def get_traceback_frame_variables(self, request, tb_frame):
        return [] if is_quiet(request) else super().get_traceback_frame_variables(request, tb_frame)


class Reporter(ExceptionReporter):
    """Also leaves out what the filter is not asked about on quiet addresses: query, names of files, who was signed in,
    and the exception's message, which may quote somebody's words."""

    def get_traceback_data(self):
        data = super().get_traceback_data()
        if is_quiet(self.request):
            data |= {"request_GET_items": [], "request_FILES_items": [], "user_str": "", "request_insecure_uri": ""}
            data |= {"exception_value": "", "exception_notes": "", "unicode_hint": "", "lastframe": None}
            for frame in data["frames"]:
                frame["exc_cause"] = frame["exc_explicit"] = None
        return data
