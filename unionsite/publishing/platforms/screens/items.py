"""The screens of one planned item: add, change, cancel and restore it; its posts on each platform."""

from datetime import datetime, time

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from unionsite.core.request_values import written_day
from unionsite.core.screens import FormScreen
from unionsite.publishing.platforms import choices, queries, services
from unionsite.publishing.platforms.forms import PlannedItemForm, ReasonForm
from unionsite.publishing.platforms.models import PlannedItem
from unionsite.publishing.platforms.screens.plan import CALENDAR, deviation, tags_of

MORNING = time(10)


class ItemScreen(FormScreen):
    """Base of the forms here; after saving they lead back to the calendar month of the item."""

    form_class = PlannedItemForm
    header_icon = "calendar-alt"
    told: object

    def get_success_url(self):
        return f"{reverse(CALENDAR)}?month={timezone.localtime(self.item.planned_at):%Y-%m}"

    def save(self, **values) -> PlannedItem:
        raise NotImplementedError

    def carry_out(self, form):
        platforms = form.cleaned_data.pop("platforms")
        self.item = self.save(values=form.cleaned_data, platforms=platforms)
        self.done = self.told % self.item
        return self.get_success_url()


class AddItemView(ItemScreen):
    right = choices.ADD_PLAN
    page_title = gettext_lazy("新建计划")
    told = gettext_lazy("计划“%s”已排上日程。")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": PlannedItem()}

    def get_initial(self):
        day = written_day(self.request.GET.get("day", ""))
        initial = {"owner": self.request.user, "department": self.request.user.department_id}
        if day is not None:
            initial["planned_at"] = datetime.combine(day, MORNING)
        return initial

    def save(self, **values):
        return services.plan_item(actor=self.request.user, **values)


class ItemView(ItemScreen):
    """Shows one planned item with its posts on each platform, changes it, cancels it and takes that back."""

    right = choices.CHANGE_PLAN
    template_name = "platforms/item.html"
    told = gettext_lazy("计划“%s”已保存。")
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

    def save(self, **values):
        return services.change_item(item=self.item, **values)

    def post(self, request, *args, **kwargs):
        steps = {"cancel": self.cancel, "restore": self.restore}
        step = steps.get(request.POST.get("step", ""))
        return step() if step else super().post(request, *args, **kwargs)

    def cancel(self):
        form = ReasonForm(self.request.POST, prefix="cancel")
        if not form.is_valid():
            stored = PlannedItemForm(instance=PlannedItem.objects.get(pk=self.item.pk))
            return self.render_to_response(self.get_context_data(form=stored, cancel_form=form))
        reason = form.cleaned_data["reason"]
        services.cancel_item(item=self.item, reason=reason, actor=self.request.user, now=timezone.now())
        messages.success(self.request, _("计划“%s”已取消。") % self.item)
        return redirect(self.get_success_url())

    def restore(self):
        services.restore_item(item=self.item)
        messages.success(self.request, _("计划“%s”已恢复。") % self.item)
        return redirect("publishing_platforms:item", self.item.pk)
