"""Walks the opening of a new site in a browser, as three people do it by 上线清单 alone, and counts what it takes them.

    python scripts/open_site.py ADDRESS NAME PASSWORD TICKET [--shots FOLDER]

ADDRESS is the site's; name, password and ticket are those of the first administrator, as `deploy/install` and
`make run EMPTY=1` print them: for the latter `open_site.py http://127.0.0.1:8000 admin PASSWORD TICKET`.
Prints for each part how often was clicked and how many letters were typed, with the minutes that takes a person by the
keystroke-level model (Card, Moran, Newell 1980): 0.28 s a letter, 1.3 s to point and click, 1.35 s to think before, and
READ seconds for each page that comes.
"""

import argparse
import shutil
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.desk import Account, Desk, press
from scripts.shots.accounts import XLSX, roll_file

LETTER, CLICK, THINK, READ = 0.28, 1.3, 1.35, 10.0
OWN_PASSWORD, HANDED_PASSWORD = "Chunfeng-2026-xinlu", "Guoqiao-2026-handed"
FACTS = {
    "union_name": "某某公司工会委员会",
    "short_name": "某某工会",
    "icp_number": "某ICP备00000000号",
    "report_phone": "0000-1111111",
    "report_email": "jubao@example.com",
    "address": "综合楼203室",
    "phone": "0000-7654321",
}
GAP = "总装车间"
ROLL = [("工号", "姓名", "部门"), ("2001", "职工甲", "总装车间"), ("2002", "职工乙", "质量部")]

# Select words of the page, in a field or in the text of an editor.
SELECT = """words => {
    for (const field of document.querySelectorAll('main input[type=text], main textarea')) {
        const at = field.offsetParent ? field.value.indexOf(words) : -1;
        if (at >= 0) { field.focus(); field.setSelectionRange(at, at + words.length); return true; }
    }
    const found = document.evaluate(`//main//*[@contenteditable="true"]//text()[contains(., "${words}")]`, document);
    const node = found.iterateNext(), at = node.data.indexOf(words);
    node.parentElement.closest('[contenteditable="true"]').focus();
    getSelection().setBaseAndExtent(node, at, node, at + words.length);
    return true;
}"""


class Person(Desk):
    """Counts clicks, letters and pages, by what is being done."""

    effort: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
    part = ""

    def __init__(self, chromium: Browser, base: str, account: Account, folder: Path | None):
        super().__init__(chromium, base, account)
        self.folder = folder

    def count(self, *, clicks: int = 0, letters: int = 0, pages: int = 0) -> None:
        for place, number in enumerate((clicks, letters, pages)):
            self.effort[Person.part][place] += number

    def visit(self, address: str) -> None:
        super().visit(address)
        self.count(clicks=1, pages=1)

    def type(self, name: str, text: str) -> None:
        self.page.fill(f"[name={name}]", text)
        self.count(clicks=1, letters=len(text))

    def tick(self, box: Locator) -> None:
        box.check()
        self.count(clicks=1)

    def go(self, target: Locator) -> None:
        press(target)
        self.count(clicks=1, pages=1)
        if "/admin/confirm/" in self.page.url:
            self.give_code()

    def give_code(self) -> None:
        super().give_code()
        self.count(clicks=1, letters=6, pages=1)

    def send(self, name: str = "") -> None:
        page = self.page
        self.go(
            (page.get_by_role("button", name=name, exact=True) if name else page.locator("main [type=submit]")).first
        )

    def make_account(self, username: str, name: str, roles: tuple[str, ...], *, department: int = 1) -> str:
        """Return the ticket to hand over."""
        self.visit("users/new/")
        for field, text in {"username": username, "name": name, "email": f"{username}@example.com"}.items():
            self.type(field, text)
        for field in ("password1", "password2"):
            self.type(field, HANDED_PASSWORD)
        self.page.locator("[name=department]").select_option(index=department)
        self.give_roles(roles)
        self.send("签发绑定凭证")
        self.keep(f"ticket-{username}")
        return self.page.locator(".person-security__code").inner_text()

    def give_roles(self, names: tuple[str, ...]) -> None:
        self.page.get_by_role("tab", name="角色").first.click()
        for name in names:
            self.tick(self.page.get_by_label(name, exact=True))
        self.go(self.page.locator("main form[method=POST] button[type=submit]").first)

    def keep(self, name: str) -> None:
        if self.folder:
            self.page.screenshot(path=self.folder / f"{name}.png", full_page=True)

    def come_in(self, ticket: str) -> None:
        """Sign in for the first time: password and ticket, phone, paper, a password of one's own."""
        page, handed = self.page, self.account.password
        self.visit("login/")
        self.type("username", self.account.username)
        self.type("password", handed)
        self.go(page.locator(".door__form [type=submit]"))
        self.type("code", ticket)
        self.go(page.locator(".door__form [type=submit]"))
        self.read_key()
        self.give_code()
        self.go(page.locator(".form-actions a"))
        self.type("current_password", handed)
        for name in ("new_password1", "new_password2"):
            self.type(name, OWN_PASSWORD)
        self.account.password = OWN_PASSWORD
        self.go(page.locator(".door__form [type=submit]"))

    def close_channels(self) -> None:
        """Close each channel that nobody handles yet."""
        warned = self.page.locator(".cases-row", has=self.page.locator(".cases-warn")).locator("h2 a")
        while warned.count():
            self.go(warned.first)
            self.page.uncheck("[name=is_open]")
            self.count(clicks=1)
            self.send()

    def fill_gap(self, gap: str, text: str) -> None:
        """In the editor of a page: write over a gap, as with the mouse."""
        self.page.evaluate(SELECT, gap)
        self.page.keyboard.insert_text(text)
        self.count(clicks=2, letters=len(text))

    def write_privacy_notice(self) -> None:
        page = self.page
        self.visit("starter/")
        self.go(page.get_by_role("link", name="载入范文"))
        for box in page.locator("[name=parts]").all()[1:]:
            box.uncheck()
            self.count(clicks=1)
        for field in page.locator("main input[type=text]").all():
            if not field.input_value():
                field.fill(GAP)
                self.count(clicks=1, letters=len(GAP))
        self.send("载入为草稿")
        page.locator(".starter-part summary").first.click()
        self.go(page.get_by_role("link", name="隐私政策"))
        self.type("effective_date", date.today().isoformat())
        for gap in ("个人信息保护联系人", "日志保存天数", "问卷保存期限"):
            self.fill_gap(f"〔{gap}〕", "180")
        self.send("提交给两级审核")

    def sign(self) -> None:
        """Review what waits, all with one signature."""
        self.visit("")
        self.go(self.page.get_by_role("link", name="一并审核").first)
        for box in self.page.locator("main input[type=checkbox]").all():
            self.tick(box)
        self.keep(f"review-{self.account.username}")
        self.go(self.page.locator(".starter-sign button"))

    def follow(self, item: str) -> None:
        """From the list to the screen of this item."""
        self.visit("")
        self.go(self.page.locator(f"#opening-{item} a.button"))


def walk(chromium: Browser, base: str, first: Account, ticket: str, folder: Path | None) -> None:
    """Open the site as three people: an administrator who reviews first, an officer of security who reviews last, an
    auditor who writes. Ends with an error where a step does not do what it should."""
    names = {"李二": "second", "王三": "third"}
    people = [Person(chromium, base, Account(name, HANDED_PASSWORD), folder) for name in names.values()]
    one, (two, three) = Person(chromium, base, first, folder), people
    Person.part = "first administrator signs in"
    one.come_in(ticket)
    one.keep("list")
    Person.part = "settings"
    one.follow("legal")
    for name, text in FACTS.items():
        one.type(name, text)
    one.send()
    Person.part = "roll of employees, slips"
    one.follow("roll")
    one.page.set_input_files("[name=file]", {"name": "roll.xlsx", "mimeType": XLSX, "buffer": roll_file(ROLL)})
    one.tick(one.page.get_by_label("自动新建部门"))
    one.send("上传并检查")
    one.send("确认导入")
    one.follow("slips")
    one.type("numbers", "\n".join(row[0] for row in ROLL[1:]))
    one.send("发放")
    one.keep("slips")
    Person.part = "accounts of two, roles of one's own"
    tickets = [
        one.make_account(names["李二"], "李二", ("安全管理员", "终审", "应急下线")),
        one.make_account(names["王三"], "王三", ("审计员", "编辑", "举报办理")),
    ]
    one.visit("users/")
    one.go(one.page.get_by_role("link", name=first.username).first)
    one.type("name", "张一")
    one.give_roles(("系统管理员", "初审"))
    Person.part = "the two others sign in"
    for person, code in zip(people, tickets, strict=True):
        person.come_in(code)
    Person.part = "authors of two departments, two more reviewers"
    for number, role in enumerate(("信息员", "信息员", "初审", "终审")):
        one.make_account(f"more-{number}", f"同事{number}", (role,), department=1 + number % 2)
    Person.part = "channels"
    one.follow("channels")
    one.close_channels()
    Person.part = "privacy notice, written and reviewed"
    three.write_privacy_notice()
    for reviewer in (one, two):
        reviewer.sign()
    Person.part = "opening"
    one.visit("")
    one.send("提出开通")
    one.keep("proposed")
    two.visit("")
    two.go(two.page.locator("#opening-open a.button"))
    two.keep("second-look")
    two.send("同意")
    reader = chromium.new_page()
    answer = reader.goto(base, wait_until="load")
    if answer is None or answer.status != 200:
        raise SystemExit(f"Readers are still kept out: {answer and answer.status}")


def tell() -> None:
    together = [sum(column) for column in zip(*Person.effort.values(), strict=True)]
    for part, effort in [*Person.effort.items(), ("together", together)]:
        sys.stdout.write(line(part, *effort))


def line(part: str, clicks: int, letters: int, pages: int) -> str:
    minutes = (clicks * (CLICK + THINK) + letters * LETTER + pages * READ) / 60
    return f"{part:<48} {clicks:>4} clicks {letters:>4} letters {pages:>3} pages {minutes:>5.1f} min\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("address", "name", "password", "ticket"):
        parser.add_argument(name)
    parser.add_argument("--shots", type=Path)
    told = parser.parse_args()
    host = urlsplit(told.address).hostname
    # The trial's machine is asked by its name, which no server knows, and has signed its own certificate.
    arguments = ["--no-sandbox", "--ignore-certificate-errors", f"--host-resolver-rules=MAP {host} 127.0.0.1"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        walk(chromium, told.address, Account(told.name, told.password), told.ticket, told.shots)
        chromium.close()
    tell()
    return 0


if __name__ == "__main__":
    sys.exit(main())
