"""The demo's departments and accounts, and the union's own data."""

import secrets

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Site

from demo.story import STORY
from unionsite.accounts.choices import Role
from unionsite.accounts.models import Authenticator, Department, User
from unionsite.accounts.second_factor import services
from unionsite.core.models import SiteSettings

ACCOUNTS_FILE = "demo-accounts.txt"
SUPERUSER = "超级管理员"

DEPARTMENTS = (
    ("assembly", "总装车间", "Assembly Shop"),
    ("machining", "机加车间", "Machining Shop"),
    ("foundry", "铸造车间", "Foundry"),
    ("quality", "质量部", "Quality Department"),
    ("research", "研发中心", "R&D Centre"),
    ("equipment", "设备动力部", "Equipment and Power Department"),
    ("supply", "供应链部", "Supply Chain Department"),
    ("administration", "综合管理部", "Administration Department"),
)
# (user name, name, role, department, employee number); invented people of the demo company.
PEOPLE = (
    ("root", "超级管理员", SUPERUSER, "administration", None),
    ("admin", "系统管理员", Role.ADMINISTRATOR, "administration", "D0001"),
    ("security", "安全管理员", Role.SECURITY, "equipment", "D0007"),
    ("auditor", "审计员", Role.AUDITOR, "quality", "D0008"),
    ("author", "钱海峰", Role.AUTHOR, "assembly", "D0002"),
    ("editor", "姚静", Role.EDITOR, "administration", "D0003"),
    ("first", STORY["online"]["name"], Role.FIRST_REVIEW, "administration", "D0004"),
    ("final", STORY["chair"]["name"], Role.FINAL_REVIEW, "administration", "D0005"),
    ("employee", "郑春燕", None, "quality", "D0006"),
    ("second", STORY["safety"]["name"], Role.FIRST_REVIEW, "administration", "D0009"),
    ("reports", STORY["vice"]["name"], Role.REPORTS, "administration", "D0010"),
    ("office", STORY["women"]["name"], Role.AUTHOR, "administration", "D0011"),
    ("power", "马骁", Role.AUTHOR, "equipment", "D0012"),
    ("duty", "沈巍", Role.EMERGENCY, "administration", "D0013"),
)
SETTINGS = {
    "union_name": "晨桥装备制造有限公司工会委员会",
    "union_name_en": "Chenqiao Equipment Trade Union",
    "short_name": "晨桥工会",
    "short_name_en": "Chenqiao Union",
    "tagline": "晨桥装备制造有限公司工会官方网站：工作动态、权益保障、企业文化、交流互动。",
    "tagline_en": "The official website of the trade union of Chenqiao Equipment: news, rights, culture, dialogue.",
    "icp_number": "某ICP备00000000号-1",
    "police_number": "某公网安备00000000000000号",
    "report_phone": "0000-8812352",
    "report_email": "jubao@example.com",
    "address": "综合楼203室 公司工会办公室",
    "address_en": "Union office, Room 203, Main Building",
    "phone": "0000-8812351",
    "email": "gonghui@example.com",
    "office_hours": STORY["hours"]["office"],
    "office_hours_en": STORY["hours"]["office_en"],
    "footer_note": "本站为演示站：单位、人物和事件均为虚构。",
    "footer_note_en": "This is a demonstration site: the company, the people and the events are invented.",
}


def set_up_people() -> dict[str, User]:
    """Create departments and one account for each role, returned by user name; passwords are kept in var/.

    Staff get an authenticator; `manage.py current_code` replaces their phones while DEBUG is on.
    """
    for order, (code, name, name_en) in enumerate(DEPARTMENTS):
        Department.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en, "sort_order": order})
    people, lines = {}, []
    for username, name, role, department, number in PEOPLE:
        user, _created = User.objects.update_or_create(
            username=username,
            defaults={
                "name": name,
                "email": f"{username}@example.com",
                "employee_number": number,
                "department": Department.objects.get(code=department),
                "is_superuser": role == SUPERUSER,
                "activated_at": timezone.now(),
            },
        )
        password = f"Union-{'-'.join(secrets.token_hex(2) for _part in range(3))}"
        user.set_password(password)
        user.save()
        user.groups.set(Group.objects.filter(name=role))
        if role:
            bind_authenticator(user)
        people[username] = user
        lines.append(f"{role or '职工'}\t{username}\t{password}")
    file = settings.VAR_DIR / ACCOUNTS_FILE
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return people


def bind_authenticator(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    device = services.start_enrolment(user=user)
    device.confirmed = True
    device.save(update_fields=["confirmed"])


def set_up_settings() -> None:
    site = Site.objects.get(is_default_site=True)
    SiteSettings.objects.update_or_create(site=site, defaults=SETTINGS | {"is_open": True})
