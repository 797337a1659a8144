"""Who plays in the demo: departments, accounts and the union's own data."""

import secrets

from django.conf import settings
from django.contrib.auth.models import Group
from wagtail.models import Site

from home.services.roles import ADMINISTRATORS, AUTHORS, EDITORS, FINAL_REVIEW, FIRST_REVIEW
from unionsite.accounts.models import Department, User
from unionsite.core.models import SiteSettings

ACCOUNTS_FILE = "demo-accounts.txt"

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
# (user name, name, group, department, employee number); invented people of the demo company.
PEOPLE = (
    ("admin", "系统管理员", ADMINISTRATORS, "administration", "D0001"),
    ("author", "钱海峰", AUTHORS, "assembly", "D0002"),
    ("editor", "姚静", EDITORS, "administration", "D0003"),
    ("first", "陈向远", FIRST_REVIEW, "administration", "D0004"),
    ("final", "林知行", FINAL_REVIEW, "administration", "D0005"),
    ("employee", "郑春燕", None, "quality", "D0006"),
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
    "office_hours": "工作日8:30至17:30",
    "office_hours_en": "Working days, 8:30 to 17:30",
    "footer_note": "本站为演示站：单位、人物和事件均为虚构。",
    "footer_note_en": "This is a demonstration site: the company, the people and the events are invented.",
}


def set_up_people() -> dict[str, User]:
    """Departments and one account for each role, by user name; passwords are made on this machine and kept in var/."""
    for order, (code, name, name_en) in enumerate(DEPARTMENTS):
        Department.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en, "sort_order": order})
    people, lines = {}, []
    for username, name, group, department, number in PEOPLE:
        password = "-".join(secrets.token_hex(2) for _part in range(4))
        user, _created = User.objects.update_or_create(
            username=username,
            defaults={
                "name": name,
                "email": f"{username}@example.com",
                "employee_number": number,
                "department": Department.objects.get(code=department),
                "is_superuser": group == ADMINISTRATORS,
            },
        )
        user.set_password(password)
        user.save()
        user.groups.set([Group.objects.get(name=group)] if group else [])
        people[username] = user
        lines.append(f"{group or '职工'}\t{username}\t{password}")
    file = settings.VAR_DIR / ACCOUNTS_FILE
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return people


def set_up_settings() -> None:
    site = Site.objects.get(is_default_site=True)
    SiteSettings.objects.update_or_create(site=site, defaults=SETTINGS)
