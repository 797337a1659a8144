"""消息 of whoever is signed in: the list, the way on from each, and how one wants to be told."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, UpdateView, View

from unionsite.accounts.own_account.views import AccountMixin
from unionsite.core.request_values import nearest_page
from unionsite.messaging import queries, services
from unionsite.messaging.choices import KEPT_DAYS
from unionsite.messaging.forms import PreferenceForm
from unionsite.messaging.models import Message


class MessagesView(AccountMixin, TemplateView):
    template_name = "messaging/list.html"
    extra_context = {"kept_days": KEPT_DAYS}

    def get_context_data(self, **kwargs):
        paginator = Paginator(queries.messages_of(self.request.user), 20)
        return super().get_context_data(page_obj=nearest_page(paginator, self.request.GET.get("page")), **kwargs)

    def post(self, request):
        services.mark_read(person=request.user)
        messages.success(request, _("全部消息已标为已读。"))
        return redirect("messaging:list")


class OpenView(AccountMixin, View):
    """Where links of messages lead: marks one's own as read and goes on to what it is about."""

    http_method_names = ["get", "options"]

    def handle_no_permission(self):
        """Staff are led to where they sign in: the company's identity is not enough for them."""
        message = Message.objects.select_related("person").filter(pk=self.kwargs["pk"]).first()
        if message is not None and message.person is not None and message.person.is_guarded:
            return redirect_to_login(self.request.path, reverse("accounts:sign_in"))
        return super().handle_no_permission()

    def get(self, request, pk):
        message = get_object_or_404(queries.messages_of(request.user), pk=pk)
        services.mark_read(person=request.user, message=message)
        return redirect(message.address)


class PreferenceView(AccountMixin, UpdateView):
    template_name = "messaging/preference.html"
    form_class = PreferenceForm
    success_url = reverse_lazy("messaging:list")

    def get_object(self, queryset=None):
        return queries.preference_of(self.request.user)

    def form_valid(self, form):
        messages.success(self.request, _("消息设置已保存。"))
        return super().form_valid(form)


app_name = "messaging"
urlpatterns = [
    path("account/messages/", MessagesView.as_view(), name="list"),
    path("account/messages/settings/", PreferenceView.as_view(), name="preference"),
    path("account/messages/<uuid:pk>/", OpenView.as_view(), name="open"),
]
