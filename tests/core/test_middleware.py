"""What the middleware leaves undone until something asks for it; the rest of it: tests/core/security, test_routing."""

from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from wagtail.models import Site

from unionsite.core import generation
from unionsite.core.content_policy import ContentPolicyMiddleware
from unionsite.core.middleware import SiteMiddleware

POLICY = "Content-Security-Policy"


def answer(middleware, view, **more):
    request = RequestFactory().get("/", **more)
    request.session = SimpleNamespace(get=lambda *_names: None)
    return middleware(view)(request)


@pytest.mark.django_db
def test_the_site_is_read_when_asked_for(tree, django_assert_num_queries):
    def bare(request):
        return HttpResponse()

    def asks(request):
        return HttpResponse(request._wagtail_site.root_page.title if request._wagtail_site else "none")

    with django_assert_num_queries(0):
        answer(SiteMiddleware, bare)
    assert answer(SiteMiddleware, asks).content.decode() == "首页"


@pytest.mark.django_db
def test_no_site_is_false():
    Site.objects.all().delete()
    generation.forget()
    assert answer(SiteMiddleware, lambda request: HttpResponse(str(bool(request._wagtail_site)))).content == b"False"


def test_t89_an_answer_may_change_its_policy_and_leaves_that_of_others_alone():
    def changed(request):
        response = HttpResponse()
        response._csp_update = {"img-src": ["data:"]}
        return response

    usual = answer(ContentPolicyMiddleware, lambda request: HttpResponse())[POLICY]
    assert "img-src 'self' data:" in answer(ContentPolicyMiddleware, changed)[POLICY]
    assert answer(ContentPolicyMiddleware, lambda request: HttpResponse())[POLICY] == usual


def test_t89_a_nonce_asked_for_in_time_still_works():
    def asks(request):
        return HttpResponse(str(request.csp_nonce))

    response = answer(ContentPolicyMiddleware, asks)
    assert response.content
    assert "script-src 'self'" in response[POLICY]
