"""Lists the wings and who joined what; puts one to sleep on a site that has it, and wakes it."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from unionsite.core import sleeping
from unionsite.core.wings import Wing, is_on, places

_STATES = {True: "启用", False: "停用"}


class Command(BaseCommand):
    help = "列出可以停用的功能；停用时收起它的页面、保留全部数据，启用时恢复。"

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", choices=[wing.name for wing in settings.ALL_WINGS], help="功能的名称")
        parser.add_argument("state", nargs="?", choices=["on", "off"], help="on启用，off停用")

    def handle(self, *, name, state, verbosity, **options):
        wings = {wing.name: wing for wing in settings.ALL_WINGS}
        if name and state:
            {"off": self.put_to_sleep, "on": self.wake}[state](wings[name])
            return
        for wing in [wings[name]] if name else wings.values():
            self.describe(wing)
        if not name and verbosity > 1:
            for what, joined in places.items():
                self.stdout.write(f"{what}: {len(joined)}")
                self.stdout.writelines(f"  {_name(one)}\n" for one in joined)

    def describe(self, wing: Wing):
        self.stdout.write(f"{wing.name}（{wing.title}）：{_STATES[is_on(wing.name)]}")
        rows, pages = sleeping.rows_of(wing), sleeping.pages_of(wing.name)
        if rows:
            self.stdout.write("  数据：" + "，".join(f"{name}{count}" for name, count in rows))
        if pages:
            self.stdout.write("  页面：" + "，".join(page.title for page in pages))
        self.stdout.write(f"  定时任务{len(wing.jobs)}项，中间件{len(wing.middleware)}个")

    def put_to_sleep(self, wing: Wing):
        self.describe(wing)
        try:
            pages = sleeping.put_to_sleep(wing)
        except sleeping.NotYet as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"已收起{len(pages)}个页面，数据全部保留。")
        on = [name for name in settings.WINGS if name != wing.name]
        self.write_settings(on, sorted({*settings.WINGS_ASLEEP, wing.name}))

    def wake(self, wing: Wing):
        pages = sleeping.wake(wing)
        self.stdout.write(f"已恢复{len(pages)}个页面。")
        on = [other.name for other in settings.ALL_WINGS if is_on(other.name) or other is wing]
        self.write_settings(on, [name for name in settings.WINGS_ASLEEP if name != wing.name])

    def write_settings(self, on: list[str], asleep: list[str]):
        self.stdout.write(f"请在.env中写上下面两行，再运行setup_site，并重新启动网站：\nWINGS={','.join(on)}")
        self.stdout.write(f"WINGS_ASLEEP={','.join(asleep)}")


def _name(one) -> str:
    kind = one if hasattr(one, "__qualname__") else type(one)
    return f"{kind.__module__}.{kind.__qualname__}"
