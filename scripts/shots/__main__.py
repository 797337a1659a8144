"""`make shots`: the pictures of docs/manual, taken from this machine's demo site; needs Chromium.

`python -m scripts.shots search word` takes those of some subjects alone; subjects are the modules beside this one.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

os.environ["DJANGO_SETTINGS_MODULE"] = "unionsite.settings.dev"

import django
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from playwright.sync_api import Browser, sync_playwright

from scripts.desk import Account
from scripts.shots import (
    accounts,
    activities,
    cases,
    contributions,
    messaging,
    opening,
    operations,
    oversight,
    pages,
    publishing,
    search,
    word,
)
from scripts.shots.camera import FOLDER, ROOT, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
# The browser's own words, on buttons for files and in dates: Chinese where it has them (Debian: chromium-l10n).
CHINESE = {"LANGUAGE": "zh_CN"}
SECONDS_TO_START = 60
# The server's own idea of its address, for the slips; and what is uploaded is carried out at once.
SETTINGS = {"BASE_URL": "https://union.example.com", "TASKS_BACKEND": "immediate", "BACKUP_RECIPIENTS": "age1shown"}
# So that 企业微信 can be chosen; nothing is sent there.
SETTINGS |= {"SSO_WECOM_CORP_ID": "shown", "SSO_WECOM_AGENT_ID": "1", "SSO_WECOM_SECRET": "shown"}
# Subjects that make something for their pictures.
MAKING = (accounts, activities, cases, contributions, messaging, opening, operations, oversight, publishing, word)


class NotReady(Exception):
    """Something that must be there is missing; the message says what to do."""


def main() -> int:
    try:
        browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
        if not browser:
            raise NotReady("截图需要Chromium，例如：apt install chromium（也可用CHROMIUM指定） Chromium is needed.")
        people, public, admin, places = look_at_site()
    except NotReady as problem:
        say(str(problem))
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    throw_away()
    try:
        photos, head = contributions.prepare()
        made = cases.prepare()
        messaging.prepare()
        with server() as base:
            with window(browser) as chromium:
                takes: list[tuple[ModuleType, Callable[[], None]]] = [
                    (pages, lambda: pages.take_public(chromium, base, public, people["employee"])),
                    (accounts, lambda: accounts.take(chromium, base, people, admin)),
                    (contributions, lambda: contributions.take(chromium, base, people, head, photos)),
                    (pages, lambda: pages.take_editing(chromium, base, people, admin)),
                    (word, lambda: word.take(chromium, base, people, admin)),
                    (cases, lambda: cases.take(chromium, base, people, places, made)),
                    (search, lambda: search.take(chromium, base, people)),
                    (messaging, lambda: messaging.take(chromium, base, people)),
                ]
                for subject, take in takes:
                    if is_wanted(subject):
                        take()
            if is_wanted(publishing):
                # Its role shows in the list of accounts: only now.
                publishing.prepare()
                with window(browser) as chromium:
                    publishing.take(chromium, base, people, admin)
            if is_wanted(activities):
                # The list of accounts and the home page show what is made for it.
                places_of_activities, newcomer = activities.prepare()
                with window(browser) as chromium:
                    activities.take(chromium, base, people, places_of_activities, newcomer)
            if is_wanted(oversight):
                # Its numbers show on the first page of the admin.
                places_of_oversight = oversight.prepare()
                with window(browser) as chromium:
                    oversight.take(chromium, base, people, places_of_oversight)
            if is_wanted(opening):
                # Last but one: nobody else reads the site meanwhile.
                opening.prepare()
                with window(browser) as chromium:
                    opening.take(chromium, base, people)
                opening.throw_away()
            if is_wanted(operations):
                copies = operations.prepare()
                with window(browser) as chromium:
                    operations.take(chromium, base, people, copies)
    finally:
        throw_away()
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    say(f"docs/manual/pictures: {total / 2**20:.1f} MB")
    return 0


def is_wanted(subject: ModuleType) -> bool:
    names = sys.argv[1:]
    return not names or subject.__name__.rpartition(".")[2] in names


def throw_away() -> None:
    """Whatever was made for the pictures, of this run or of one that broke off."""
    for subject in MAKING:
        subject.throw_away()


def look_at_site() -> tuple[dict[str, Account], dict[str, str], dict[str, str], cases.Places]:
    """Demo accounts by user name, addresses by picture name of the public site and of the admin, what cases need."""
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from home.models import Contact
    from interact.models import QuestionnairePage
    from news.models import NewsIndexPage, NewsPage
    from rights.models import RightsIndexPage
    from unionsite.accounts.models import Authenticator
    from unionsite.laws.models import Statute
    from unionsite.publishing.platforms.models import PlatformPost

    missing = NotReady("还没有演示内容，请先运行一次make run。 There is no demo site yet: run `make run` once.")
    file = settings.VAR_DIR / "demo-accounts.txt"
    if not file.exists():
        raise missing
    lines = map(str.split, file.read_text("utf-8").splitlines())
    people = {username: Account(username, password) for _role, username, password in lines}
    try:
        for device in Authenticator.objects.filter(user__username__in=people, confirmed=True).select_related("user"):
            account = people[device.user.username]
            account.key, account.drift, account.last_step = device.key, device.drift, device.last_step
        chinese = {"locale__language_code": settings.LANGUAGE_CODE, "live": True}
        section = NewsIndexPage.objects.filter(**chinese).get()
        rights = RightsIndexPage.objects.filter(**chinese).get()
        article = max(NewsPage.objects.filter(**chinese), key=lambda page: len(str(page.body.raw_data)))
        surveys = list(QuestionnairePage.objects.filter(**chinese).with_answer_counts())
        open_now = next((page for page in surveys if page.state_at(timezone.now()) == "open"), surveys[0])
        # Someone has to have answered, or there is nothing to see.
        answered = max(surveys, key=lambda page: page.answer_count)
        # A public piece with tasks on other platforms: what copy kits are for.
        posted = PlatformPost.objects.waiting().filter(page__live=True).earliest("due_at", "pk")
        statute = Statute.objects.filter(title__contains="劳动合同法").first() or Statute.objects.first()
        law = Statute.objects.get(title__contains="年休假条例")
        articles = law.articles.values_list("label", "text")
        places = cases.look()
    except (DatabaseError, ObjectDoesNotExist, OSError, LookupError, ValueError) as error:
        raise missing from error
    public = {
        "article-phone": article.get_url(),
        "questionnaire-phone": open_now.get_url(),
        "search-phone": "/search/?q=加班",
        "hardship-phone": places.channels["hardship"],
        "done-phone": f"{places.answers}done/",
    }
    public |= {"statute-phone": statute.url} if statute else {}
    admin = {
        "admin-home": "",
        "admin-explorer": f"pages/{section.pk}/",
        "admin-add": f"pages/add/news/newspage/{section.pk}/",
        "admin-types": f"pages/{rights.pk}/add_subpage/",
        "admin-news": f"pages/{article.pk}/edit/",
        "admin-images-add": "images/multiple/add/",
        "admin-questionnaire": f"pages/{open_now.pk}/edit/",
        "admin-answers": f"forms/submissions/{answered.pk}/",
        "contact": f"contacts/edit/{Contact.objects.shown().earliest('sort_order', 'pk').pk}/",
        "admin-settings": "settings/core/sitesettings/",
        "admin-users": "users/",
        "admin-departments": "departments/",
        "plan": "plan/",
        "copy-kit": f"plan/kit/{posted.page_id}/",
        "word-import": f"word-import/{section.pk}/",
        "emergency": f"review/emergency/{article.pk}/",
        "law-text": "\n".join([law.title, law.history, *("　".join(one) for one in articles)]),
    }
    return people, public, admin, places


@contextmanager
def window(browser: str) -> Iterator[Browser]:
    """Chromium; the database can be asked before and after, not inside."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS, env=os.environ | CHINESE)
        yield chromium
        chromium.close()


@contextmanager
def server() -> Iterator[str]:
    """The development server on a free port; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "env": os.environ | SETTINGS}
    process = subprocess.Popen(command, cwd=ROOT, **quiet)  # noqa: S603
    try:
        for _attempt in range(SECONDS_TO_START * 4):
            if process.poll() is not None:
                raise SystemExit("runserver已退出，没有截图。 The server has stopped.")
            try:
                urllib.request.urlopen(f"{base}/robots.txt", timeout=5).close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.25)
        yield base
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
