"""The site's addresses and some views that nobody thought of, as an update or a colleague might add them (T25)."""

from django.http import HttpResponse
from django.urls import include, path
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from unionsite import urls
from unionsite.accounts.models import Department
from unionsite.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@csrf_exempt
def writes(request):
    Department.objects.create(code=f"new{Department.objects.count()}", name=f"新部门{Department.objects.count()}")
    return HttpResponse("written")


class Writes(View):
    def dispatch(self, request, *args, **kwargs):
        return writes(request)


# Names as those that the guard lets through have them, in another namespace, and none at all.
elsewhere = [path(f"{name}/", writes, name=name) for name in ("sign_in", "code", "enrol", "password", "login")]
urlpatterns = [
    path("new/function/", writes),
    path("new/lambda/", lambda request: writes(request)),
    path("new/class/", Writes.as_view(), name="new_class"),
    path("new/healthz/", writes, name="elsewhere_healthz"),
    path("admin/new/", writes, name="wagtailadmin_new"),
    path("new/names/", include((elsewhere, "elsewhere"))),
    path("new/other/", include((elsewhere, "elsewhere"), namespace="accounts_too")),
    *urls.urlpatterns,
]
