"""The screens of one planned item: add, change, cancel and restore it; its posts on each platform."""

from datetime import datetime, time

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages

from unionsite.core.request_values import written_day
from unionsite.core.screens import FormScreen, RightRequiredMixin
from unionsite.publishing.platforms import choices, queries, services
from unionsite.publishing.platforms.forms import PlannedItemForm, ReasonForm
from unionsite.publishing.platforms.models import PlannedItem
from unionsite.publishing.platforms.screens.plan import CALENDAR, deviation, tags_of

MORNING = time(10)


class ItemScreen(FormScreen):
    """Base of the forms here; after saving they lead back to the calendar month of the item."""

    def get_success_url(self):
        return f"{reverse(CALENDAR)}?month={timezone.localtime(self.item.planned_at):%Y-%m}"

    @staticmethod
    def values_of(form) -> dict:
        return {name: value for name, value in form.cleaned_data.items() if name != "platforms"}


class AddItemView(ItemScreen):
    right = choices.ADD_PLAN
    form_class = PlannedItemForm
    page_title = gettext_lazy("新建计划")
    header_icon = "calendar-alt"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": PlannedItem()}

    def get_initial(self):
        day = written_day(self.request.GET.get("day", ""))
        initial = {"owner": self.request.user, "department": self.request.user.department_id}
        if day is not None:
            initial["planned_at"] = datetime.combine(day, MORNING)
        return initial

    def carry_out(self, form):
        self.item = services.plan_item(
            values=self.values_of(form), platforms=form.cleaned_data["platforms"], actor=self.request.user
        )
        self.done = _("计划“%s”已排上日程。") % self.item
        return self.get_success_url()


class ItemView(ItemScreen):
    """Shows one planned item with its posts on each platform, and changes it."""

    right = choices.CHANGE_PLAN
    form_class = PlannedItemForm
    template_name = "platforms/item.html"
    header_icon = "calendar-alt"
    item: PlannedItem | None = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.right):
            self.item = get_object_or_404(queries.planned_items(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return self.item.title

    def get_form_kwargs(self):
        # A copy for the form: validation writes into it, while the screen beside the form shows what is stored.
        return {**super().get_form_kwargs(), "instance": PlannedItem.objects.get(pk=self.item.pk)}

    def get_context_data(self, **kwargs):
        now = timezone.now()
        page = self.item.page
        return super().get_context_data(
            item=self.item,
            tags=tags_of(self.item, now),
            deviation=deviation(self.item, now),
            posts=self.item.posts.all(),
            cancel_form=kwargs.pop("cancel_form", None) or ReasonForm(prefix="cancel"),
            may_see_kit=page is not None
            and self.request.user.has_perm(choices.VIEW_POSTS)
            and (page.live or self.item.is_approved),
            add_page_url=reverse("wagtailadmin_pages:add_subpage", args=[self.item.section_id])
            if page is None and self.item.section_id and self.request.user.has_perm("wagtailadmin.access_admin")
            else "",
            **kwargs,
        )

    def carry_out(self, form):
        services.change_item(item=self.item, values=self.values_of(form), platforms=form.cleaned_data["platforms"])
        self.done = _("计划“%s”已保存。") % self.item
        return self.get_success_url()


class CancelItemView(ItemView):
    """Cancels an item; takes only POST, and shows a fault on the item's screen."""

    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        form = ReasonForm(request.POST, prefix="cancel")
        if not form.is_valid():
            item_form = PlannedItemForm(instance=PlannedItem.objects.get(pk=self.item.pk))
            return self.render_to_response(self.get_context_data(form=item_form, cancel_form=form))
        services.cancel_item(item=self.item, reason=form.cleaned_data["reason"], actor=request.user, now=timezone.now())
        messages.success(request, _("计划“%s”已取消。") % self.item)
        return redirect(self.get_success_url())


class RestoreItemView(RightRequiredMixin, View):
    right = choices.CHANGE_PLAN
    http_method_names = ["post", "options"]

    def post(self, request, pk):
        item = get_object_or_404(PlannedItem, pk=pk)
        services.restore_item(item=item)
        messages.success(request, _("计划“%s”已恢复。") % item)
        return redirect("publishing_platforms:item", pk)
