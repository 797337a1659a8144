"""备份与恢复: the list of backups and drills for those who answer for them."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from unionsite.core.columns import NOTHING, SHORT, Column, FactColumn, MomentColumn, TagsColumn, span
from unionsite.core.filters import SelectFilter
from unionsite.core.screens import ListView
from unionsite.core.waiting import Tile
from unionsite.operations.backups.choices import VIEW, RunKind, State
from unionsite.operations.backups.models import BackupRun
from unionsite.operations.backups.queries import ages, hours_since, is_configured, what_is_wrong

_LOOKS = {State.RUNNING: "", State.GOOD: "primary", State.PARTLY: "off", State.FAILED: "warning"}
SET_UP = gettext_lazy("还没有设置备份。请按手册《备份与恢复》，在服务器上设置备份的公钥和存放位置。")


class RunFilterSet(WagtailFilterSet):
    kind = SelectFilter(gettext_lazy("种类"), RunKind.choices)
    state = SelectFilter(gettext_lazy("结果"), State.choices)


def tags_of(run: BackupRun) -> list[tuple[str, str]]:
    return [(run.get_state_display(), _LOOKS[State(run.state)])]


def size(run: BackupRun) -> str:
    return filesizeformat(run.size) if run.size else NOTHING


def holds(run: BackupRun) -> str:
    return _("%(rows)d行，%(files)d个文件") % {"rows": run.rows, "files": run.files} if run.rows else NOTHING


def file(run: BackupRun) -> str:
    """Return where the backup lies, whole: folder or bucket, and name."""
    return "/".join(filter(None, (run.place, run.name))) or NOTHING


def age(run: BackupRun) -> str:
    return span(timezone.now() - run.began_at)


class RunsView(ListView):
    """Backups and drills, newest first; takes `?kind=&state=`."""

    right = VIEW
    model = BackupRun
    page_title = gettext_lazy("备份与恢复")
    header_icon = "copy"
    index_url_name = "backups_admin:index"
    filterset_class = RunFilterSet
    default_ordering = "-began_at"
    columns = [
        MomentColumn("began_at", label=gettext_lazy("开始时间")),
        Column("kind", label=gettext_lazy("种类"), accessor="get_kind_display", classname=SHORT),
        TagsColumn("state", label=gettext_lazy("结果"), accessor=tags_of),
        Column("age", label=gettext_lazy("距今"), accessor=age, classname=SHORT),
        FactColumn("words", gettext_lazy("说明")),
        Column("size", label=gettext_lazy("大小"), accessor=size, classname=SHORT),
        Column("holds", label=gettext_lazy("内容"), accessor=holds, classname=SHORT),
        Column("name", label=gettext_lazy("文件"), accessor=file, classname="plan-address"),
    ]

    @property
    def empty_message(self):
        if not is_configured():
            return SET_UP
        return _("还没有备份。每天%(hour)d点自动备份，也可以在服务器上运行unionsite-manage backup。") % {
            "hour": settings.BACKUP_HOUR
        }

    def get(self, request, *args, **kwargs):
        if not self.results_only:
            # An empty list says so itself.
            if not is_configured() and BackupRun.objects.exists():
                messages.warning(request, SET_UP)
            elif wrong := what_is_wrong(self.now):
                messages.warning(request, wrong)
        return super().get(request, *args, **kwargs)


app_name = "backups_admin"
urlpatterns = [
    *RunsView.paths(),
]


def offer_tiles(user, now: datetime) -> Iterator[Tile]:
    """How old the last good backup and drill are; lit when that is too old, or there is none."""
    if not user.has_perm(VIEW):
        return
    address = reverse("backups_admin:index")
    if not is_configured():
        yield Tile(gettext_lazy("备份没有设置"), NOTHING, address, is_alarm=True)
        return
    found = ages(now)
    if found.backup is None:
        yield Tile(gettext_lazy("还没有成功的备份"), NOTHING, address, is_alarm=True)
        return
    hours, days = hours_since(found.backup, now), hours_since(found.drill, now) // 24
    yield Tile(gettext_lazy("小时前成功备份"), hours, address, is_alarm=found.is_backup_late, is_quiet=True)
    if found.drill is None:
        yield Tile(gettext_lazy("还没有完整的恢复演练"), NOTHING, f"{address}?kind=drill", is_alarm=found.is_drill_late)
    else:
        drills, is_late = f"{address}?kind=drill", found.is_drill_late
        yield Tile(gettext_lazy("天前恢复演练成功"), days, drills, is_alarm=is_late, is_quiet=True)
