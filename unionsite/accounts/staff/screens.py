"""Staff accounts and groups in the admin: list, forms, and help for people who cannot get in."""

from collections.abc import Collection

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserColumn, UserViewSet

from unionsite.accounts.changes.choices import AccountChange
from unionsite.accounts.changes.kinds import left_alone
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.changes.queries import needs_second_person, prepares_alone
from unionsite.accounts.people import queries
from unionsite.accounts.people.models import StaffSession, User
from unionsite.accounts.second_factor.models import Authenticator, authenticator_of, backup_codes_left, passkeys_of
from unionsite.accounts.sign_in.services import end_sessions
from unionsite.accounts.staff import services
from unionsite.accounts.staff.forms import ReasonForm, RoleGroupForm, StaffCreationForm, StaffEditForm
from unionsite.core.refusals import Refused

WAITS = gettext_lazy("已提出，须由另一位担任其他职务的人复核后生效。凭证由复核人当面交给本人。")


def roles_of_row(user: User) -> str:
    names = user.role_names()
    return _("%(roles)s（有事项待复核）") % {"roles": names} if user.is_waiting else names


class StaffIndexView(IndexView):
    """People with a role; sorted by 姓名, searched by 姓名 and 工号. Employees have a list of their own."""

    page_title = gettext_lazy("后台账号")
    add_item_label = gettext_lazy("新建账号")
    search_fields = ("username", "name", "employee_number", "email")

    @cached_property
    def columns(self):
        selection, *_rest = super().columns
        columns = [] if not self.request.user.is_superuser else [selection]
        title = self._get_title_column_class(UserColumn)
        return [
            *columns,
            title(
                "name",
                label=gettext_lazy("姓名"),
                accessor=str,
                sort_key="name",
                get_url=self.get_row_url,
                classname="name",
            ),
            Column("username", label=gettext_lazy("账号"), sort_key="username"),
            Column("roles", label=gettext_lazy("角色"), accessor=roles_of_row),
            Column("department", label=gettext_lazy("部门"), accessor=lambda user: user.department or ""),
            BooleanColumn("is_active", label=gettext_lazy("在用"), sort_key="is_active"),
            BooleanColumn("has_authenticator", label=gettext_lazy("已绑定验证器")),
            DateColumn("last_login", label=gettext_lazy("上次登录"), sort_key="last_login"),
        ]

    def get_row_url(self, user):
        """Return where a click on the name leads: to the form, or without the right to change accounts to 登录安全."""
        if self.request.user.has_perm("accounts.change_user"):
            return self.get_edit_url(user)
        return reverse("staff_security", args=[user.pk])

    def get_base_queryset(self):
        bound = Authenticator.objects.filter(user=OuterRef("pk"), confirmed=True)
        waiting = PendingChange.objects.open().filter(subject=OuterRef("pk"))
        return (
            super()
            .get_base_queryset()
            .filter(pk__in=User.objects.staff().values("pk"))
            .annotate(has_authenticator=Exists(bound), is_waiting=Exists(waiting))
            .select_related("department", "wagtail_userprofile")
            .prefetch_related("groups")
        )

    def order_queryset(self, queryset):
        if self.ordering in ("name", "-name"):
            return queryset.order_by(self.ordering)
        return super().order_queryset(queryset)


class TakesTwoPeopleMixin:
    """Tells the user which parts of a saved form wait for a second person."""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "actor": self.request.user}

    def form_valid(self, form):
        try:
            response = super().form_valid(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        for change in form.proposed:
            text = _("“%(what)s”须由另一位担任其他职务的人复核后生效，已发邮件提醒。进展见“待复核事项”。")
            messages.info(self.request, text % {"what": change.label})
        return response


class StaffCreateView(TakesTwoPeopleMixin, CreateView):
    page_title = gettext_lazy("新建账号")
    success_message = gettext_lazy("账号“%(object)s”已建立。")

    def get_success_url(self):
        if self.object and queries.may_reset(self.request.user, self.object):
            return reverse("staff_security", args=[self.object.pk])
        return super().get_success_url()


class StaffEditView(TakesTwoPeopleMixin, EditView):
    """Edits an account of a lower rank; PermissionDenied for one's own account and any rank not below it (T35). Before
    the opening a superuser takes roles, too: of three people each is needed."""

    def dispatch(self, request, *args, **kwargs):
        is_own = request.user.pk == self.object.pk
        if not queries.may_manage(request.user, self.object) and not (is_own and prepares_alone(request.user)):
            if is_own:
                messages.info(request, _("自己的账号在这里修改；角色由其他管理员调整。"))
                return redirect("wagtailadmin_account")
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def header_more_buttons(self):
        buttons = list(super().header_more_buttons)
        if may_help(self.request.user, self.object):
            url = reverse("staff_security", args=[self.object.pk])
            buttons.append(Button(gettext_lazy("登录安全"), url=url, icon_name="lock", priority=5))
        return buttons


class StaffDeleteView(DeleteView):
    """Deletes an account from a higher rank only, as with every other change (T35)."""

    def dispatch(self, request, *args, **kwargs):
        if not queries.may_manage(request.user, self.object):
            raise PermissionDenied
        why = why_not_remove(self.object)
        if not why and (kept := queries.on_record([self.object])):
            why = why_not_delete(kept)
        if why:
            messages.error(request, why)
            return redirect("wagtailusers_users:edit", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


def why_not_remove(user: User) -> str:
    """Return why nobody may delete this account, or switch it off in a bulk action; "" if they may."""
    if alone := left_alone(user):
        return _("%(name)s：%(words)s。请先指定其他办理人。") % {"name": user, "words": _("；").join(alone)}
    if needs_second_person(user):
        return _("%(name)s担任须两人办理的职务，请打开此人的账号单独办理，需要时停用，不要删除。") % {"name": user}
    return ""


class StaffViewSet(UserViewSet):
    menu_label = gettext_lazy("后台账号")
    index_view_class = StaffIndexView
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView
    delete_view_class = StaffDeleteView
    # No copies: name, number and roles of an account belong to one person.
    copy_view_enabled = False
    create_template_name = "accounts/staff_create.html"
    edit_template_name = "accounts/staff_edit.html"

    def get_form_class(self, for_update=False):
        return StaffEditForm if for_update else StaffCreationForm


def may_help(actor: User, user: User) -> bool:
    return user.is_guarded and (queries.may_reset(actor, user) or queries.may_unlock(actor, user))


def listing_buttons(user: User, request_user: User):
    """Yield the list's button 登录安全; whether the user may really help is asked there: here each row would cost."""
    rights = ("accounts.reset_second_factor", "accounts.unlock_user")
    if user.pk != request_user.pk and any(request_user.has_perm(right) for right in rights):
        url = reverse("staff_security", args=[user.pk])
        yield Button(gettext_lazy("登录安全"), url=url, icon_name="lock", priority=15)


def before_user_bulk_action(request: HttpRequest, action_type: str, objects, action) -> HttpResponse | None:
    """Allow Wagtail's bulk actions on accounts, which know no ranks, only to superusers, never on their own account."""
    if User not in action.models:
        return None
    if not request.user.is_superuser or request.user.pk in {user.pk for user in objects}:
        raise PermissionDenied
    for user in objects:
        if why := why_not_remove(user):
            messages.error(request, why)
            return redirect("wagtailusers_users:index")
    if action_type == "delete" and (kept := queries.on_record(objects)):
        messages.error(request, why_not_delete(kept))
        return redirect("wagtailusers_users:index")
    return None


def why_not_delete(users: Collection[User]) -> str:
    names = _("、").join(str(user) for user in users)
    return _("%(names)s在审核、放行等记录中留有姓名，记录须保持完整，账号不能删除。不再使用时请停用账号。") % {
        "names": names
    }


@method_decorator(never_cache, name="dispatch")
class StaffSecurityView(View):
    """登录安全 of one person: ticket, reset, unlock, end of sessions; it asks for a code of the last five minutes."""

    template_name = "accounts/staff_security.html"

    def dispatch(self, request, pk: int):
        self.user = get_object_or_404(User.objects.staff(), pk=pk)
        if not may_help(request.user, self.user):
            raise PermissionDenied
        return super().dispatch(request)

    def get(self, request):
        return self.show()

    def show(self, *, form: ReasonForm | None = None, action: str = "", ticket: str = "") -> HttpResponse:
        user = self.user
        waiting = list(user.changes_about.open())
        context = {
            "person": user,
            "device": authenticator_of(user),
            "passkeys": passkeys_of(user),
            "codes_left": backup_codes_left(user),
            "session": StaffSession.objects.filter(user=user).first(),
            "open_ticket": user.enrolment_tickets.filter(used_at=None, expires_at__gt=timezone.now()).first(),
            "may_reset": queries.may_reset(self.request.user, user),
            "may_unlock": queries.may_unlock(self.request.user, user),
            "forms": {name: form if name == action else ReasonForm(prefix=name) for name in ("reset", "unlock", "end")},
            "ticket": ticket,
            "takes_two": needs_second_person(user, self.request.user),
            "waiting": waiting,
            # When a JOIN is let through, that issues a ticket as well.
            "gets_ticket": any(change.kind == AccountChange.JOIN for change in waiting),
            "page_title": _("登录安全"),
            "page_subtitle": str(user),
            "header_icon": "lock",
        }
        return render(self.request, self.template_name, context)

    def post(self, request):
        action = request.POST.get("action", "")
        if action not in ("ticket", "reset", "unlock", "end"):
            return self.show()
        form = ReasonForm(request.POST, prefix=action)
        if action != "ticket" and not form.is_valid():
            return self.show(form=form, action=action)
        try:
            return self.ticket() if action == "ticket" else getattr(self, action)(form.cleaned_data["reason"])
        except Refused as refusal:
            return self.say(messages.error, str(refusal))

    def reset(self, reason: str) -> HttpResponse:
        code = services.reset_second_factor(user=self.user, actor=self.request.user, reason=reason, now=timezone.now())
        if not code:
            return self.say(messages.info, WAITS)
        messages.success(self.request, _("两步验证已重置，已登录的设备已退出。"))
        return self.show(ticket=code)

    def ticket(self) -> HttpResponse:
        code = services.issue_ticket(user=self.user, actor=self.request.user, now=timezone.now())
        return self.show(ticket=code) if code else self.say(messages.info, WAITS)

    def say(self, level, text) -> HttpResponse:
        level(self.request, text)
        return redirect("staff_security", self.user.pk)

    def unlock(self, reason: str) -> HttpResponse:
        services.unlock(user=self.user, actor=self.request.user, reason=reason)
        return self.say(messages.success, _("账号已解锁，可以重新登录。"))

    def end(self, reason: str) -> HttpResponse:
        actor, user = self.request.user, self.user
        services.refuse_unless(queries.may_unlock(actor, user), actor=actor, user=user, what="end_sessions")
        end_sessions(user=user, actor=actor, reason=reason)
        return self.say(messages.success, _("已结束此人的登录。"))


urlpatterns = [path("users/<int:pk>/security/", StaffSecurityView.as_view(), name="staff_security")]


class RoleGroupViewSet(GroupViewSet):
    def get_form_class(self, for_update=False):
        return RoleGroupForm
