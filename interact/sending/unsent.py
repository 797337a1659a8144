"""Answers what a form asks before it is sent: files laid by one by one, and the draft of somebody who has signed in."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from interact.attachments.checking import about, clean_files, file_fields
from interact.cases import receipts
from interact.channels.records import record_of
from interact.following.services import find
from interact.sending import abuse, drafts
from interact.sending.forms.writing import ANONYMOUS
from interact.sending.staging import Shelf
from unionsite.accounts.models import User
from unionsite.core.request_values import address_of

CONFLICT, TOO_MANY = 409, 429


class NotKept(Exception):
    """The draft was not kept; the message says why, in words for people."""


def answer_to(request: HttpRequest, page, now: datetime, person: User | None) -> HttpResponse | None:
    """Return the answer to `action`; None for a sending. Raises NotKept where a person waits for a page."""
    match request.POST.get("action", ""):
        case "stage":
            return _stage(request, page, now)
        case "unstage":
            Shelf(request.POST.get("staging", "")).remove(request.POST.get("unstage", ""))
            return JsonResponse({})
        case "draft" | "forget" as action:
            return _draft(request, page, now, person, is_wanted=action == "draft")
    return None


def _stage(request: HttpRequest, page, now: datetime) -> HttpResponse:
    """Check one file and lay it by for the field in which it was chosen (T76).

    The answer is JSON: `key`, `name`, `size`, or `fault` in words. The session is not touched: nothing here may
    tell who is writing (T62).
    """
    stamp = receipts.open_stamp(request.POST.get("stamp", "")[:1_000], zone=now.tzinfo)
    if stamp is None or now - stamp.shown_at > receipts.FORM_LIFE:
        return JsonResponse({"fault": _("页面打开的时间太久了，请刷新后再选附件。")}, status=CONFLICT)
    if not abuse.take_staging(address_of(request)):
        words = _("现在上传附件的人太多，请过一会儿再选，或者提交后凭回执补交。")
        return JsonResponse({"fault": words}, status=TOO_MANY)
    names = file_fields(paper.key for paper in record_of(page.CHANNEL).papers)
    field = next(iter(request.FILES.keys() & set(names)), "")
    accepted, problems = clean_files(request.FILES.getlist(field)[:1])
    if not accepted:
        return JsonResponse({"fault": " ".join(problems) or _("请选择要上传的文件。")})
    # As it was chosen, not as it was cleaned: whether the original is evidence is said with the form.
    file = accepted[0].sent
    file.seek(0)
    try:
        laid = Shelf(request.POST.get("staging", "")).add(file.name or "", file.read(), field=field)
    except ValidationError as error:
        return JsonResponse({"fault": about(accepted[0].name, error)})
    return JsonResponse({"key": laid.key, "name": laid.name, "size": filesizeformat(laid.size)})


def _draft(request: HttpRequest, page, now: datetime, person: User | None, *, is_wanted: bool) -> HttpResponse:
    is_script = "application/json" in request.headers.get("Accept", "")
    try:
        said = _keep(request, page, now, person) if is_wanted else _erase(page, person)
    except NotKept as error:
        if is_script:
            return JsonResponse({"said": str(error)}, status=CONFLICT)
        raise
    if is_script:
        return JsonResponse({"said": said})
    # The account page's button sends nothing but itself.
    return redirect(page.url if "stamp" in request.POST else reverse("account:home"))


def _keep(request: HttpRequest, page, now: datetime, person: User | None) -> str:
    if person is None or not drafts.may_keep(page.CHANNEL, person):
        raise NotKept(_("没有登录，或者登录已经结束，草稿没有存到网站上。写的内容还在，可以接着写、直接提交。"))
    if request.POST.get("identity") == ANONYMOUS:
        # What is to be anonymous is not laid beside a name, not even sealed.
        drafts.erase(person=person, channel=page.CHANNEL)
        raise NotKept(_("选了匿名，草稿不存到网站上。"))
    stamp = receipts.open_stamp(request.POST.get("stamp", "")[:1_000], zone=now.tzinfo)
    if stamp is not None and find(stamp.receipt):
        # Asked for while the same form was on its way: what has been sent is no draft any more.
        return _erase(page, person)
    names = import_string(record_of(page.CHANNEL).form).ASKED
    words = {name: request.POST.get(name, "") for name in names}
    try:
        drafts.keep(person=person, channel=page.CHANNEL, words=words, now=now)
    except drafts.TooLong as error:
        raise NotKept(_("内容太长，草稿没有存下，请先删短一些。")) from error
    return _("草稿已存到网站上，%(time)s。") % {"time": f"{now:%H:%M}"}


def _erase(page, person: User | None) -> str:
    if person is not None:
        drafts.erase(person=person, channel=page.CHANNEL)
    return _("草稿已清除")
