"""Nothing stale: after a change of each kind every public page reads as if nothing had ever been remembered.

The site is that of the browser tests: a page of every type, in both languages, with every block.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import time, timedelta
from itertools import cycle
from threading import Event

import pytest
from django.db import connection, connections, models
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from home.models import Contact, PlainPage, ReceptionDay, TopicPage
from interact.activities.models import SignupPage
from interact.activities.plans.choices import CancelCause
from interact.activities.plans.services import cancel_activity
from interact.cases.models.settings import ChannelRouting, FeedbackSettings
from interact.channels.records import Channel
from interact.models import AnswerIndexPage, AnswerPage, QuestionnairePage
from news.models import NewsPage
from rights.models import RightsAnswerIndexPage, RightsAnswerPage
from tests.browser.content import ADMIN, build
from tests.factories import AnswerPageFactory, ImageFactory, NewsPageFactory, PlainPageFactory, RightsAnswerPageFactory
from tests.home.people.contacts import a_contact
from tests.releasing import publish, release
from unionsite.accounts.models import User
from unionsite.core import generation
from unionsite.core.models import SiteSettings

pytestmark = pytest.mark.django_db

# What is new at each reading whatever is remembered: tokens of forms, marks of one sending.
ONE_TIME = re.compile(
    r'<input type="hidden"[^>]*>|src="/feedback/captcha/[^"]*"|职工[0-9]{4}|(?:nonce|id|for|data-[a-z]+)="[^"]*"'
)
VIEWS = ("/en/", "/en/rights/", "/search/", "/search/?q=年休假", "/rights/calculators/overtime/", "/sitemap.xml")
VIEWS += ("/news/?kind=meeting", "/interact/answers/done/", "/interact/answers/figures/")


def chinese(model):
    """The first published page of just this type in Chinese."""
    return model.objects.exact_type(model).filter(locale__language_code="zh-hans", live=True).order_by("path").first()


def rename(model):
    page = chinese(model)
    page.title, page.summary = f"{page.title[:20]}：改过的题目", "改过的摘要。"
    publish(page)


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def change_all_settings():
    texts = [field for field in SiteSettings._meta.fields if isinstance(field, models.CharField | models.TextField)]
    values = {field.name: f"新{field.name}"[: field.max_length] for field in texts if not field.choices}
    change(SiteSettings.objects.get(), **values)


def change_contact(**fields):
    contact = Contact.objects.get()
    for name, value in fields.items():
        setattr(contact, name, value)
    revision = contact.save_revision()
    release(revision, contact)
    revision.publish(skip_permission_checks=True)


def reception() -> ReceptionDay:
    return ReceptionDay(day=timezone.localdate() + timedelta(days=9), starts_at=time(14), ends_at=time(16))


def put_up(factory, parent, **fields):
    publish(factory(parent=parent, title="刚刚发布的一页", slug="just-now", live=False, **fields))


def picture():
    return {"cover": ImageFactory(), "cover_alt": "现场", "tags": ["安全生产"]}


CHANGES = {
    "an answer": lambda _tree: rename(RightsAnswerPage),
    "a new answer": lambda _tree: put_up(RightsAnswerPageFactory, chinese(RightsAnswerIndexPage)),
    "a reply": lambda _tree: rename(AnswerPage),
    "a new reply": lambda _tree: put_up(AnswerPageFactory, chinese(AnswerIndexPage)),
    "a questionnaire": lambda _tree: rename(QuestionnairePage),
    "a cancelled activity": lambda _tree: cancel_activity(
        page=chinese(SignupPage), actor=User.objects.get(username=ADMIN), cause=CancelCause.values[0]
    ),
    "a topic": lambda _tree: rename(TopicPage),
    "a page of text": lambda _tree: rename(PlainPage),
    "a new page of text": lambda tree: put_up(PlainPageFactory, tree.home),
    "the settings": lambda _tree: change_all_settings(),
    "limits of cases": lambda _tree: change(FeedbackSettings.load(), general=4),
    "a closed channel": lambda _tree: change(ChannelRouting.objects.get(channel=Channel.SUGGESTION), is_open=False),
    "a contact": lambda _tree: change_contact(name="周明轩", place="换到了东楼"),
    "a reception": lambda _tree: change_contact(reception_days=[reception()]),
    "a piece": lambda tree: put_up(NewsPageFactory, tree.news, kind="meeting", **picture()),
    "a piece again": lambda _tree: rename(NewsPage),
    "a section": lambda tree: rename(type(tree.culture)),
}


@pytest.fixture(autouse=True)
def as_installed(settings):
    settings.KEEPS_ROUTES = True


def lay_out(tree):
    build()
    PlainPageFactory(parent=tree.home, slug="people", shows_offers=True, shows_committee=True)
    a_contact()
    # What the home page names is read by its topics: no reason to renew everything.
    tree.home.lead, tree.home.question_1 = chinese(NewsPage), chinese(RightsAnswerPage)
    publish(tree.home)
    generation.forget()
    return Page.objects.live().filter(locale__language_code="zh-hans", depth__gt=1)


def reading(client, addresses):
    return {address: ONE_TIME.sub("", client.get(address).content.decode()) for address in addresses}


def kept_and_anew(client, addresses):
    kept = reading(client, addresses)
    generation.forget()
    return kept, reading(client, addresses)


def test_after_a_change_of_each_kind_no_page_shows_anything_older(tree, client, django_capture_on_commit_callbacks):
    # Many news pieces are alike.
    addresses = [*(page.url for page in lay_out(tree) if "/news/2" not in page.url), *VIEWS]
    stale, idle, before = [], [], reading(client, addresses)
    for name, make in CHANGES.items():
        with django_capture_on_commit_callbacks(execute=True):
            make(tree)
        after, anew = kept_and_anew(client, addresses)
        stale += [f"{name}: {address}" for address in addresses if after[address] != anew[address]]
        idle += [name] if after == before else []
        before = anew
    assert not stale
    assert not idle


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="threads share no database in memory")
def test_nothing_that_readers_were_given_during_a_change_stays(committed_tree, client):
    # A page of each type: each is read again and again.
    addresses = list({page.content_type_id: page.url for page in lay_out(committed_tree)}.values())
    stale = []
    for name, make in CHANGES.items():
        # Or nobody would be making anything while the change is committed.
        generation.forget()
        with readers(addresses):
            make(committed_tree)
        after, anew = kept_and_anew(client, addresses)
        stale += [f"{name}: {address}" for address in addresses if after[address] != anew[address]]
    assert not stale


@contextmanager
def readers(addresses, number=3):
    """Inside the `with` threads read all addresses by turns; each ends with the page that it is at."""
    is_over = Event()

    def read(first):
        answers = []
        try:
            for address in cycle(addresses[first:] + addresses[:first]):
                answers.append(Client().get(address).status_code)
                if is_over.is_set():
                    return answers
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        threads = [pool.submit(read, place * len(addresses) // number) for place in range(number)]
        try:
            yield
        finally:
            is_over.set()
    # A page that was moved or not yet there is no error.
    assert {code for one in threads for code in one.result()} <= {200, 404}
