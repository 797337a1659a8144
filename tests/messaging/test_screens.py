"""消息 on the public site and in the admin, the outlets, what stands in the head of pages."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import reverse

from tests.clients import signed_in
from tests.conftest import member
from tests.factories import NewsPageFactory, UserFactory
from tests.messaging.conftest import MORNING, WECOM_ROBOT, WECOM_SEND, application, robot
from tests.sidebar import entries, menu
from unionsite.audit.models import AuditEntry
from unionsite.messaging.choices import KEPT_DAYS, Platform, Way
from unionsite.messaging.models import Message, Outlet, Preference
from unionsite.messaging.queries import unread_key

pytestmark = pytest.mark.django_db
LIST, SETTINGS = "/account/messages/", "/account/messages/settings/"
OUTLETS = "/admin/messages/outlets/"
WECOM_HOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="


def message(person, words="您提交的事项有了答复", **fields) -> Message:
    cache.delete(unread_key(person.pk))
    defaults = {"event": "case.replied", "address": "http://testserver/account/", "day": MORNING.date()}
    return Message.objects.create(person=person, words=words, **defaults | fields)


@pytest.fixture
def own(client, employee, tree):
    client.force_login(employee)
    return client


class TestList:
    def test_what_one_was_told_and_only_that(self, own, employee):
        message(employee)
        message(UserFactory(), "别人的消息")
        html = own.get(LIST).content.decode()
        assert "您提交的事项有了答复" in html
        assert "别人的消息" not in html
        assert f"保存{KEPT_DAYS}天" in html

    def test_empty_it_says_what_it_is_for(self, own):
        assert "还没有消息" in own.get(LIST).content.decode()

    def test_who_is_not_signed_in_is_asked_to(self, client, tree):
        assert client.get(LIST)["Location"] == f"/account/login/?next={LIST}"

    @pytest.mark.parametrize("page", ["2", "99", "x", "0"])
    def test_pages(self, own, employee, page):
        for number in range(25):
            message(employee, f"第{number}条")
        response = own.get(f"{LIST}?page={page}")
        assert response.status_code == 200
        assert len(re.findall("第[0-9]+条", response.content.decode())) in (5, 20)

    @pytest.mark.parametrize("number", [1, 60])
    def test_queries(self, own, employee, number, django_assert_max_num_queries):
        for _one in range(number):
            message(employee)
        own.get(LIST)
        with django_assert_max_num_queries(6):
            own.get(LIST)

    def test_a_message_leads_on_and_is_read_then(self, own, employee):
        one = message(employee, address="http://testserver/account/password/")
        response = own.get(f"{LIST}{one.pk}/")
        assert response["Location"] == "http://testserver/account/password/"
        one.refresh_from_db()
        assert one.is_read

    def test_t66_a_message_of_somebody_else_seems_missing(self, own):
        one = message(UserFactory())
        assert own.get(f"{LIST}{one.pk}/").status_code == 404
        one.refresh_from_db()
        assert not one.is_read

    def test_all_are_read_at_one_press(self, own, employee):
        message(employee)
        message(employee, "二")
        assert "全部消息已标为已读" in own.post(LIST, follow=True).content.decode()
        assert not Message.objects.filter(is_read=False).exists()

    def test_the_head_of_a_page_has_the_number(self, own, employee, django_capture_on_commit_callbacks):
        message(employee)
        assert "您有1条未读消息" in own.get("/").content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            own.post(LIST)
        assert "条未读消息" not in own.get("/").content.decode()

    def test_a_page_for_everybody_has_none_of_it(self, client, employee, tree):
        message(employee)
        client.get("/")
        assert "条未读消息" not in client.get("/").content.decode()

    def test_the_preview_of_a_page_shows_what_readers_will_see(self, tree, editor):
        message(editor)
        page = NewsPageFactory(parent=tree.news)
        desk = signed_in(editor)
        assert "您有1条未读消息" in desk.get(page.url).text
        assert "条未读消息" not in desk.get(f"/admin/pages/{page.pk}/view_draft/").text

    def test_the_account_page_lists_the_newest(self, own, employee):
        message(employee)
        html = own.get("/account/").content.decode()
        assert "我的消息" in html
        assert "怎样通知我" in html

    def test_the_copy_of_ones_data_has_them(self, own, employee):
        message(employee)
        assert "您提交的事项有了答复" in own.get(reverse("account:data", args=["json"])).content.decode()


class TestPreference:
    def test_only_ways_that_are_open(self, own, platforms, settings):
        application(Platform.WECOM)
        html = own.get(SETTINGS).content.decode()
        assert 'value="wecom"' in html
        assert 'value="mail"' in html
        assert 'value="dingtalk"' not in html

    def test_it_is_kept(self, own, employee, platforms):
        application(Platform.WECOM)
        values = {"way": "wecom", "quiet_from": "22:00", "quiet_until": "07:00"}
        assert "消息设置已保存" in own.post(SETTINGS, values, follow=True).content.decode()
        assert Preference.objects.get(person=employee).way == Way.WECOM
        assert re.search(r'value="wecom"[^>]*checked', own.get(SETTINGS).content.decode())

    def test_a_way_that_is_not_open_is_refused_beside_the_field(self, own, employee):
        html = own.post(SETTINGS, {"way": "wecom", "quiet_from": "22:00", "quiet_until": "x"}).content.decode()
        assert html.count("field__error") == 2
        assert not Preference.objects.exists()

    def test_without_a_mailbox_no_mail_is_offered(self, client, tree):
        client.force_login(UserFactory(email=""))
        assert 'value="mail"' not in client.get(SETTINGS).content.decode()


class TestStaff:
    def test_their_list_stands_in_the_admin_too(self, tree, final_reviewer):
        message(final_reviewer, "一件稿件等您终审")
        client = signed_in(final_reviewer)
        html = client.get("/admin/messages/").content.decode()
        assert "一件稿件等您终审" in html
        assert "您有1条未读消息" in client.get("/admin/").text
        # In the menu, too, with its number, as long as something is unread.
        assert any("消息" in entry["label"] and "1" in entry["label"] for entry in entries(menu(client)[0]))

    def test_they_choose_on_their_account(self, tree, final_reviewer):
        client = signed_in(final_reviewer)
        html = client.get("/admin/account/").content.decode()
        assert "另外通知我" in html

    @pytest.mark.parametrize("number", [1, 40])
    def test_queries(self, tree, final_reviewer, number, django_assert_max_num_queries):
        for _one in range(number):
            message(final_reviewer)
        client = signed_in(final_reviewer)
        client.get("/admin/messages/")
        with django_assert_max_num_queries(35):
            client.get("/admin/messages/")


class TestOutlets:
    @pytest.fixture
    def administrator(self, tree):
        return signed_in(member("系统管理员"))

    def values(self, **fields) -> dict:
        usual = {"platform": "wecom", "name": "终审群", "webhook": f"{WECOM_HOOK}abcd-1234-efgh", "secret": ""}
        return usual | {"is_robot": "on", "role": Group.objects.get(name="终审").pk, "department": ""} | fields

    def test_for_administrators_alone(self, tree, final_reviewer, administrator):
        assert signed_in(final_reviewer).get(OUTLETS).status_code in (302, 403)
        assert "还没有消息出口" in administrator.get(OUTLETS).content.decode()

    def test_a_robot_is_added_sealed_off_and_on_record(self, administrator):
        response = administrator.post(f"{OUTLETS}add/", self.values(), follow=True)
        outlet = Outlet.objects.get()
        assert outlet.opened("key") == "abcd-1234-efgh"
        assert not outlet.is_on
        assert "abcd-1234" not in response.content.decode()
        assert AuditEntry.objects.filter(action="outlet_changed").count() == 1

    def test_left_empty_the_key_stays(self, administrator):
        administrator.post(f"{OUTLETS}add/", self.values())
        outlet = Outlet.objects.get()
        administrator.post(f"{OUTLETS}{outlet.pk}/", self.values(webhook="", name="新名称", is_on="on"))
        outlet.refresh_from_db()
        assert (outlet.name, outlet.is_on, outlet.opened("key")) == ("新名称", True, "abcd-1234-efgh")

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"webhook": ""}, "请填写机器人的Webhook地址"),
            ({"webhook": "https://evil.example.com/?key=abcd-1234-efgh"}, "应当以https://qyapi.weixin.qq.com"),
            ({"webhook": f"{WECOM_HOOK}a/../b?x=1234567"}, "应当以https://qyapi.weixin.qq.com"),
            ({"role": ""}, "只填一个"),
            ({"is_robot": ""}, "应用发给个人"),
            ({"is_robot": "", "role": "", "is_on": "on"}, "还没有登记这个平台的应用"),
        ],
    )
    def test_t92_what_makes_no_sense_is_said_beside_the_field(self, administrator, fields, words):
        html = administrator.post(f"{OUTLETS}add/", self.values(**fields)).content.decode()
        assert words in html
        assert not Outlet.objects.exists()

    def test_one_application_of_a_platform(self, administrator, platforms):
        application()
        html = administrator.post(f"{OUTLETS}add/", self.values(is_robot="", role="")).content.decode()
        assert "已经登记过了" in html

    def test_a_trial_goes_to_the_group(self, administrator, platforms):
        outlet = robot(role=Group.objects.get(name="终审"))
        html = administrator.post(f"{OUTLETS}{outlet.pk}/try/", follow=True).content.decode()
        assert "已经发出一条" in html
        assert "试发" in platforms.sent(WECOM_ROBOT)[0]["text"]["content"]

    def test_a_trial_of_the_application_goes_to_oneself(self, tree, platforms):
        client = signed_in(member("系统管理员", employee_number="A7"))
        outlet = application()
        client.post(f"{OUTLETS}{outlet.pk}/try/")
        assert platforms.sent(WECOM_SEND)[0]["touser"] == "A7"

    def test_a_trial_that_fails_says_why(self, administrator, platforms):
        platforms.answers[WECOM_ROBOT] = {"errcode": 93000, "errmsg": "invalid webhook url"}
        outlet = robot(role=Group.objects.get(name="终审"))
        html = administrator.post(f"{OUTLETS}{outlet.pk}/try/", follow=True).content.decode()
        assert "没有发成：机器人的密钥不对，或者机器人已不在群里。" in html

    def test_queries(self, administrator, django_assert_max_num_queries):
        for name in ("终审", "初审", "编辑"):
            robot(role=Group.objects.get(name=name)).save()
            Outlet.objects.filter(name="机器人 wecom").update(name=f"机器人 {name}")
        administrator.get(OUTLETS)
        with django_assert_max_num_queries(35):
            administrator.get(OUTLETS)
