"""States and limits of an import of the roll; imports nothing of ours."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_ROWS = 50_000
HEADER_WITHIN = 10  # the headings must stand in one of the first rows
CHUNK = 500
ROWS_SHOWN = 200
FILE_LIFE = timedelta(hours=24)
RUN_LIFE = timedelta(hours=2)  # after this a run that has not ended counts as dead
REPORT_LIFE = timedelta(days=30)


class ImportState(TextChoices):
    """The state of an import; only CHECKED may be confirmed, and only one import may be RUNNING."""

    FAULTY = "faulty", _("有错误")
    CHECKED = "checked", _("待确认")
    RUNNING = "running", _("正在导入")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")
    CANCELLED = "cancelled", _("已取消")
    EXPIRED = "expired", _("已过期")


class Outcome(TextChoices):
    """What happens for a row of the file, or for a person who is not in it."""

    ERROR = "error", _("有误")
    CREATE = "create", _("新增")
    UPDATE = "update", _("更新")
    RETURN = "return", _("恢复")
    LEAVE = "leave", _("离职")
    STAFF = "staff", _("请管理员核实")
    SAME = "same", _("不变")


class Column(TextChoices):
    NUMBER = "number", _("工号")
    NAME = "name", _("姓名")
    DEPARTMENT = "department", _("部门")
    PHONE = "phone", _("手机")
    EMAIL = "email", _("邮箱")


REQUIRED = (Column.NUMBER, Column.NAME, Column.DEPARTMENT)
# Words used as headings, in lower case and without spaces, brackets and asterisks.
HEADINGS = {
    Column.NUMBER: {"工号", "员工号", "员工工号", "员工编号", "职工号", "职工工号", "职工编号", "人员编号"},
    Column.NAME: {"姓名", "名字", "员工姓名", "职工姓名", "人员姓名"},
    Column.DEPARTMENT: {"部门", "部门名称", "所属部门", "所在部门", "部门代码", "部门/车间", "车间/部门"},
    Column.PHONE: {"手机", "手机号", "手机号码", "移动电话", "联系电话", "联系手机", "电话", "电话号码"},
    Column.EMAIL: {"邮箱", "邮箱地址", "电子邮箱", "电子邮件", "邮件", "邮件地址", "email", "e-mail", "mail"},
}
