"""Public views of contributions: an employee's own pieces, and the sign-off by heads of departments (S-3.5, S-2.8)."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from unionsite.accounts.own_account.views import AccountMixin
from unionsite.core.rate_limits import RateLimit
from unionsite.core.refusals import Refused
from unionsite.core.request_values import nearest_page, record_number
from unionsite.publishing.contributions import choices, drafting, queries, services
from unionsite.publishing.contributions.choices import Stored, Verdict
from unionsite.publishing.contributions.forms import ContributionForm, SignOffForm
from unionsite.publishing.contributions.pieces import Contribution, ContributionPicture
from unionsite.publishing.contributions.services import Sending

DAY, ROWS, TOO_MANY = 86400, 20, 429


class OwnMixin(AccountMixin):
    """For screens of one's own piece; somebody else's piece answers 404."""

    @cached_property
    def contribution(self) -> Contribution:
        own = queries.own(self.request.user).select_related("department", "signed_off_by")
        return get_object_or_404(own, key=self.kwargs["key"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(piece=self.contribution, **kwargs)


class ListView(AccountMixin, TemplateView):
    template_name = "contributions/list.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        page = nearest_page(Paginator(queries.own(user), ROWS), self.request.GET.get("page"))
        for piece in page.object_list:
            piece.page_address = piece.address_for(self.request)
        return super().get_context_data(
            pieces=page.object_list,
            page_of_list=page,
            waiting=queries.to_sign_off(user).count() if queries.is_head(user) else None,
            person=user,
            heads=queries.heads_of(user.department_id, user.pk),
            **kwargs,
        )


class WriteView(AccountMixin, View):
    """Writes a new piece or changes one. Pictures are stored as soon as they are uploaded, so that none is lost.

    An incomplete form is shown again with what was typed; if it holds pictures, the piece is now a stored draft.
    """

    template_name = "contributions/write.html"

    @cached_property
    def targets(self):
        return drafting.targets()

    @cached_property
    def contribution(self) -> Contribution | None:
        """The piece named by the address, or by the key that the form sends along; 404 if it is somebody else's."""
        key = self.kwargs.get("key") or self._posted_key()
        found = Contribution.objects.filter(key=key).first() if key else None
        if found is not None and found.sender_id != self.request.user.pk:
            raise Http404
        if found is None and "key" in self.kwargs:
            raise Http404
        return found

    def _posted_key(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.request.POST.get("key", ""))
        except ValueError:
            return None

    def get(self, request, **kwargs):
        if (moved := self._elsewhere()) is not None:
            return moved
        if self.contribution is None:
            drafts = Contribution.objects.sent_by(request.user).filter(state=Stored.WRITING)
            if drafts.count() >= choices.OPEN_DRAFTS:
                messages.warning(request, _("您有多篇没有提交的稿件，请先提交或删除几篇，再写新的。"))
                return redirect("contributions:list")
            initial = {"author": request.user.get_full_name()[:60], "key": uuid.uuid4()}
        else:
            initial = ContributionForm.initial_of(self.contribution)
        return self._show(self._form(initial=initial))

    def _elsewhere(self) -> HttpResponse | None:
        """Return a redirect to the piece's page if it can no longer be changed, else None."""
        if self.contribution is not None and not self.contribution.may_be_edited:
            return redirect("contributions:piece", key=self.contribution.key)
        return None

    def _form(self, *args, **kwargs) -> ContributionForm:
        stored = list(self.contribution.pictures.all()) if self.contribution is not None else []
        today = timezone.localdate()
        return ContributionForm(*args, targets=self.targets, stored=stored, today=today, **kwargs)

    def post(self, request, **kwargs):
        if (moved := self._elsewhere()) is not None:
            return moved
        user, action = request.user, request.POST.get("action", "submit")
        is_final = action == "submit"
        # Pictures are limited because decoding them is costly.
        limit = RateLimit("contribution-pictures", settings.CONTRIBUTION_PICTURES_A_DAY, DAY)
        takes_pictures = not limit.is_reached(user.pk)
        form = self._form(request.POST, request.FILES, is_final=is_final, takes_pictures=takes_pictures)
        is_valid = form.is_valid()
        files = form.cleaned_data.get("pictures") or []
        for _file in files if takes_pictures else []:
            limit.count(user.pk)
        if files and not takes_pictures:
            form.add_error("pictures", _("您今天上传的图片太多，这次没有上传。文字已保留，请明天再传图片。"))
            return self._keep_and_show(form, status=TOO_MANY)
        if action == "upload" and not files and "pictures" not in form.errors:
            form.add_error("pictures", _("请先选好图片，再按“上传所选图片”。"))
            return self._keep_and_show(form)
        if is_final and is_valid:
            return self._submit(form)
        if removed := self._picture_to_remove(action):
            services.remove_picture(contribution=self.contribution, picture_id=removed)
        if not is_valid:
            return self._keep_and_show(form)
        try:
            kept = services.keep(sending=self._sending(form))
        except Refused as error:
            form.add_error(None, str(error))
            return self._show(form)
        if action == "save":
            messages.success(request, _("已保存，还没有提交。写好后请按“提交”。"))
        return redirect(reverse("contributions:edit", args=[kept.key]) + ("" if action == "save" else "#pictures"))

    def _picture_to_remove(self, action: str) -> int | None:
        name, _colon, number = action.partition(":")
        return record_number(number) if name == "remove" and self.contribution is not None else None

    def _sending(self, form: ContributionForm) -> Sending:
        key = self.contribution.key if self.contribution is not None else form.cleaned_data.get("key") or uuid.uuid4()
        return Sending(
            key=key,
            sender=self.request.user,
            values=form.storable(),
            captions=form.captions(),
            pictures=form.new_pictures,
            now=timezone.now(),
        )

    def _submit(self, form: ContributionForm) -> HttpResponse:
        limit = RateLimit("contributions", settings.CONTRIBUTIONS_A_DAY, DAY)
        is_first = self.contribution is None or self.contribution.submitted_at is None
        if is_first and not limit.take(self.request.user.pk):
            form.add_error(None, _("您今天投的稿件已经很多，这一篇先替您存着，请明天再按“提交”。"))
            return self._keep_and_show(form, status=TOO_MANY)
        try:
            sent = services.submit(sending=self._sending(form))
        except Refused as error:
            if is_first:
                limit.give_back(self.request.user.pk)
            form.add_error(None, str(error))
            return self._show(form)
        if sent.state == Stored.WAITING:
            text = _("已提交。%(department)s负责人核稿后，稿件会转给编辑。") % {"department": sent.department}
        else:
            text = _("已提交，稿件已直接转给编辑。")
        messages.success(self.request, text)
        return redirect("contributions:piece", key=sent.key)

    def _keep_and_show(self, form: ContributionForm, status: int = 200) -> HttpResponse:
        """Show the form as it was filled in; store its valid values if there is a draft or a new picture."""
        if self.contribution is not None or form.new_pictures:
            try:
                kept = services.keep(sending=self._sending(form))
            except Refused as error:
                form.add_error(None, str(error))
            else:
                self.__dict__["contribution"] = kept
                self._bring_pictures(form)
        return self._show(form, status=status)

    def _bring_pictures(self, form: ContributionForm) -> None:
        """Let the form show the pictures as stored now, with its errors kept."""
        again = self._form(self.request.POST, is_final=form.is_final)
        again._errors, again.cleaned_data = form.errors, form.cleaned_data
        form.stored, form.fields = again.stored, again.fields
        form._bound_fields_cache = {}

    def _show(self, form: ContributionForm, status: int = 200) -> HttpResponse:
        user, piece = self.request.user, self.contribution
        heads = queries.heads_of(user.department_id, user.pk)
        context = {
            "form": form,
            "piece": piece,
            "action": reverse("contributions:edit", args=[piece.key]) if piece else reverse("contributions:new"),
            "targets": self.targets,
            "heads": heads,
            "person": user,
            "most_pictures": choices.PICTURES,
            "most_bytes": choices.SENDING_BYTES,
            "most_megabytes": choices.SENDING_BYTES // choices.MB,
        }
        response = TemplateResponse(self.request, self.template_name, context, status=status)
        if status == TOO_MANY:
            response.headers["Retry-After"] = "3600"
        return response


class PieceView(OwnMixin, TemplateView):
    """Shows one's own piece: what was sent, how far it has come, what comes next."""

    template_name = "contributions/piece.html"

    def get_context_data(self, **kwargs):
        piece = self.contribution
        return super().get_context_data(
            pictures=list(piece.pictures.all()),
            heads=queries.heads_for(piece) if piece.state == Stored.WAITING else [],
            page_address=piece.address_for(self.request),
            **kwargs,
        )


class WithdrawView(OwnMixin, TemplateView):
    """Withdraws or deletes a piece: GET asks for confirmation, POST does it."""

    template_name = "contributions/withdraw.html"

    def post(self, request, key):
        try:
            is_deleted = services.withdraw(contribution=self.contribution, now=timezone.now())
        except Refused as error:
            messages.error(request, str(error))
            return redirect("contributions:piece", key=key)
        if is_deleted:
            messages.success(request, _("已删除。"))
            return redirect("contributions:list")
        messages.success(request, _("已撤回。"))
        return redirect("contributions:piece", key=key)


class PictureView(AccountMixin, View):
    """Serves a picture to people who may read its piece; answers 404 to anybody else."""

    def get(self, request, key, pk, size=""):
        found = ContributionPicture.objects.select_related("contribution").filter(contribution__key=key, pk=pk).first()
        if found is None or not queries.may_see(request.user, found.contribution):
            raise Http404
        file = found.small if size else found.file
        try:
            content = file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        content_type = choices.STORED_SUFFIXES.get(PurePath(file.name).suffix, "application/octet-stream")
        response = FileResponse(content, content_type=content_type)
        response.headers["Content-Disposition"] = "inline"
        return response


class SignOffListView(AccountMixin, TemplateView):
    """What waits for a head of departments; other people get 403."""

    template_name = "contributions/review_list.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not queries.is_head(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        waiting = Paginator(queries.to_sign_off(self.request.user), ROWS)
        page = nearest_page(waiting, self.request.GET.get("page"))
        return super().get_context_data(pieces=page.object_list, page_of_list=page, **kwargs)


class SignOffView(AccountMixin, FormView):
    """Shows the piece as it was sent in, and takes the decision of the department's head."""

    template_name = "contributions/review.html"
    form_class = SignOffForm

    @cached_property
    def contribution(self) -> Contribution:
        seen = Contribution.objects.visible_to_head(self.request.user).with_standing()
        seen = seen.select_related("page", "sender", "department", "signed_off_by")
        return get_object_or_404(seen, key=self.kwargs["key"])

    def get_initial(self):
        return {"seen": services.version_of(self.contribution)}

    def get_context_data(self, **kwargs):
        piece = self.contribution
        is_waiting = piece.state == Stored.WAITING
        return super().get_context_data(
            piece=piece, pictures=list(piece.pictures.all()), is_waiting=is_waiting, **kwargs
        )

    def form_valid(self, form):
        piece, data = self.contribution, form.cleaned_data
        try:
            services.sign_off(contribution=piece, head=self.request.user, now=timezone.now(), **data)
        except Refused as error:
            messages.error(self.request, str(error))
            return redirect("contributions:sign_off", key=piece.key)
        is_approved = data["verdict"] == Verdict.APPROVE
        text = _("已同意，《%s》已转给编辑。") if is_approved else _("《%s》已退回，投稿人会看到您的理由。")
        messages.success(self.request, text % piece)
        return redirect("contributions:review")


_PIECE = [
    path("", PieceView.as_view(), name="piece"),
    path("edit/", WriteView.as_view(), name="edit"),
    path("withdraw/", WithdrawView.as_view(), name="withdraw"),
    path("pictures/<int:pk>/", PictureView.as_view(), name="picture"),
    path("pictures/<int:pk>/small/", PictureView.as_view(), {"size": "small"}, name="small"),
]
_CONTRIBUTE = [
    path("", ListView.as_view(), name="list"),
    path("new/", WriteView.as_view(), name="new"),
    path("review/", SignOffListView.as_view(), name="review"),
    path("review/<uuid:key>/", SignOffView.as_view(), name="sign_off"),
    path("<uuid:key>/", include(_PIECE)),
]
urlpatterns = [path("contribute/", include((_CONTRIBUTE, "contributions")))]
