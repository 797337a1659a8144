"""Runs and their ends, the right to see them, and what a backup is made of."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

VIEW = "operations.view_backuprun"
# Raised when what lies in a backup changes so that an older program could not restore it.
FORMAT = 1
MANIFEST, SUMS, SEAL = "manifest.json", "SHA256SUMS", "SEAL"
# Where the database lies in a backup, in numbered parts: what two programs that everybody has put together again.
DATABASES = {"postgresql": "database.pgdump", "sqlite": "database.sqlite3.gz"}
# Private folders of the site for what is copied and tried; what a broken run left there is taken away by the next.
COPYING, TRYING = "backup-", "drill-"


# A row among the runs of jobs, from when the scheduler first saw that backups are to be made.
CONFIGURED = "backups_configured"


class RunKind(TextChoices):
    BACKUP = "backup", _("备份")
    DRILL = "drill", _("恢复演练")


class State(TextChoices):
    RUNNING = "running", _("进行中")
    GOOD = "good", _("成功")
    # A drill without the private key: the file is what was written, but nobody opened it.
    PARTLY = "partly", _("只核对了密文")
    FAILED = "failed", _("失败")


class BackupError(Exception):
    """A backup, restore or drill cannot be done; the message says why and what to do (Chinese, through gettext)."""
