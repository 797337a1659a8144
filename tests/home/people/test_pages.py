"""Contacts and what the site offers, below the text of a plain page."""

import pytest
import time_machine

from interact.cases.models.settings import ChannelRouting
from tests.factories import DepartmentFactory, ImageFactory, PlainPageFactory
from tests.home.people.contacts import a_contact, day
from tests.releasing import translate
from unionsite.core import generation
from unionsite.core.wings import is_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact_page(tree):
    return PlainPageFactory(
        parent=tree.home,
        title="联系我们",
        slug="contact",
        shows_committee=True,
        shows_representatives=True,
        shows_stations=True,
    )


def main_of(client, address: str) -> str:
    return client.get(address).text.partition("<main")[2].partition("</main>")[0]


def test_a_page_shows_the_kinds_that_it_names(client, tree):
    page = PlainPageFactory(parent=tree.home, shows_stations=True)
    a_contact()
    a_contact(kind="station", name="职工书屋", duty="借书、看报", telephone="分机8123")
    html = main_of(client, page.url)
    assert "职工书屋" in html
    assert "借书、看报" in html
    assert "分机8123" in html
    assert "tel:" not in html
    assert "林知行" not in html


def test_a_contact_can_be_called_and_found(client, contact_page):
    a_contact(telephone="0000-8812360")
    html = main_of(client, contact_page.url)
    assert '<h2 class="contacts__head" id="committee">工会委员会成员</h2>' in html
    assert 'href="tel:0000-8812360"' in html
    for text in ("工会主席", "综合楼203室", "工作日8:30至17:30", ">林</div>"):
        assert text in html


def test_representatives_stand_in_the_order_of_their_departments(client, contact_page):
    for order, (code, name, who) in enumerate((("b", "铸造车间", "何立新"), ("a", "质量部", "郑春燕"))):
        a_contact(
            kind="representative",
            name=who,
            sort_order=9 - order,
            department=DepartmentFactory(code=code, name=name, sort_order=order),
        )
    html = main_of(client, contact_page.url)
    assert html.index("铸造车间　何立新") < html.index("质量部　郑春燕")


def test_a_portrait_is_shown_with_its_words(client, contact_page):
    a_contact(picture=ImageFactory(), picture_alt="林知行在车间", portrait_consent=True, consent_note="本人签字")
    html = main_of(client, contact_page.url)
    assert 'alt="林知行在车间"' in html
    assert "本人签字" not in html


def test_only_days_to_come_are_listed(client, contact_page):
    a_contact(days=[day("2026-05-15"), day("2026-06-15")])
    with time_machine.travel("2026-05-15T18:00:00+08:00", tick=False):
        html = main_of(client, contact_page.url)
        assert "5月15日 星期五" in html
    with time_machine.travel("2026-05-16T08:00:00+08:00", tick=False):
        html = main_of(client, contact_page.url)
    assert "5月15日" not in html
    assert "6月15日 星期一 14:00–16:00" in html


def test_english_readers_see_the_english_twins_first(client, tree, contact_page):
    translate(contact_page, locale=tree.en.locale, texts={"联系我们": "Contact us"})
    a_contact(duty_en="Chair", name_en="Lin Zhixing")
    client.get(contact_page.url)
    html = main_of(client, "/en/contact/")
    assert "Lin Zhixing" in html
    assert "Chair" in html
    assert "综合楼203室" in html


def test_the_page_costs_the_same_with_many_contacts(client, contact_page, department, assert_sql):
    def fill(count):
        for number in range(count):
            a_contact(days=[day("2099-05-15")], picture=ImageFactory(), picture_alt="主席", portrait_consent=True)
            a_contact(kind="representative", name=f"代表{number}", department=department)
        client.get(contact_page.url)

    fill(1)
    with assert_sql(4):  # two for the route, contacts, renditions; days come from memory
        client.get(contact_page.url)
    fill(3)
    with assert_sql(4):
        client.get(contact_page.url)


def test_a_page_links_what_the_site_offers(client, tree):
    page = PlainPageFactory(parent=tree.home, title="服务指南", shows_offers=True)
    html = main_of(client, page.url)
    for address in (
        "/interact/suggestions/",
        "/interact/report/",
        "/interact/questions/",
        "/interact/letter/",
        "/feedback/",
        "/interact/answers/",
        "/rights/answers/",
        "/rights/calculators/",
        "/rights/laws/",
        *(["/contribute/"] if is_on("contributions") else []),
        *(["/interact/activities/"] if is_on("activities") else []),
    ):
        assert f'<a href="{address}">' in html
        assert client.get(address).status_code in (200, 302)
    assert "劳动、工会、社会保险等法律法规全文" in html
    assert "个工作日内答复" in html


def test_a_channel_that_takes_nothing_says_so(client, tree):
    page = PlainPageFactory(parent=tree.home, shows_offers=True)
    assert "暂停受理" not in main_of(client, page.url)
    ChannelRouting.objects.update_or_create(channel="letter", defaults={"is_open": False})
    generation.forget()
    assert "暂停受理" in main_of(client, page.url)


def test_a_search_for_a_kind_of_contact_leads_to_the_page(client, contact_page):
    assert 'href="/contact/"' in client.get("/search/?q=职工代表 电话").text
