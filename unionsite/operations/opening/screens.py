"""上线清单: what is left before the site is opened, on the first page until then and on a screen of its own."""

from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from unionsite.accounts.changes.models import PendingChange
from unionsite.core.panels import HomePanel
from unionsite.core.queries import default_site, is_open
from unionsite.core.screens import RightRequiredMixin, Screen, telling
from unionsite.operations.opening import rules, services
from unionsite.operations.opening.items import Link


def shown_to(user) -> dict:
    """Return what the list shows this person; of a row `address` is "" where its screen is not theirs."""
    rows = services.looked_at(timezone.now())
    told = [{"item": item, "found": found, **_way(item.link, user)} for item, found in rows]
    return {
        "left": [row for row in told if not row["found"].is_done],
        "done": [row for row in told if row["found"].is_done],
        "is_open": is_open(),
        "waiting": PendingChange.objects.open().filter(kind=services.KIND).first(),
        "why_not": rules.why_not_open(services.legal_left(rows), is_open=is_open(), may_propose=True),
    }


def _way(link: Link | None, user) -> dict:
    if link is None or not user.has_perm(link.right):
        return {"address": ""}
    if not link.address:
        return {"address": "", "is_tried": True}
    return {"address": reverse("wagtailadmin_home") + link.address.format(home=default_site().root_page_id)}


class OpeningView(RightRequiredMixin, Screen, TemplateView):
    """The list; POST with `action`: `mail` sends one on trial, `open` proposes the opening."""

    template_name = "operations/opening/list.html"
    page_title = gettext_lazy("上线清单")
    header_icon = "tasks"
    http_method_names = ["get", "head", "post", "options"]

    def may_enter(self, user) -> bool:
        return services.may_propose(user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**shown_to(self.request.user), **kwargs)

    def post(self, request):
        match request.POST.get("action"):
            case "mail":
                with telling(request, _("已经发到%(address)s，请去邮箱看看。") % {"address": request.user.email}):
                    services.try_mail(actor=request.user)
            case "open":
                with telling(request, _("已提出开通，请担任另一职务的人在“待复核事项”里同意。")):
                    services.propose_opening(actor=request.user, now=timezone.now())
        return redirect("opening_admin:index")


def add_panel(request, panels) -> None:
    """Stand first while the site is being built, before those who may propose its opening."""
    if not is_open() and services.may_propose(request.user):
        shown = shown_to(request.user) | {"csrf_token": get_token(request)}
        panels.append(HomePanel("opening", "operations/opening/panel.html", 0, **shown))


app_name = "opening_admin"
urlpatterns = [path("", OpeningView.as_view(), name="index")]
