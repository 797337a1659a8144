"""The operations wing: what it brings, and how it joins the site."""

from django.apps import apps
from django.conf import settings
from django.core.signals import request_finished
from django.utils.translation import gettext_lazy as _

from unionsite.core.wings import Wing, WingConfig

WING = Wing(
    name="operations",
    title=_("运行维护"),
    apps=("unionsite.operations.apps.OperationsConfig",),
    jobs=(
        ("renew_copy", "unionsite.operations.copies.services.renewing.renew", 60, _("更新静态副本")),
        ("begin_backups", "unionsite.operations.backups.tasks.begin_due", 600, _("备份和演练")),
        ("ship_audit_log", "unionsite.operations.shipping.services.ship_audit_log", 60, _("外送审计日志")),
        ("watch", "unionsite.operations.alarms.watching.watch", 300, _("检查运行情况")),
    ),
)


class OperationsConfig(WingConfig):
    name = "unionsite.operations"
    label = "operations"
    verbose_name = "运行维护"

    def join(self):
        # Imported here, because models are loaded only now.
        from home.services.roles import PERMISSIONS_OF_WINGS, rights
        from unionsite.accounts.choices import Role
        from unionsite.core.health import CHECKS
        from unionsite.operations.alarms.rules import AlarmKind
        from unionsite.operations.alarms.watching import WATCHED, look_after_answer
        from unionsite.operations.backups import checks  # noqa: F401  (registers itself)
        from unionsite.operations.backups.queries import alarming, check_backups
        from unionsite.operations.copies import receivers as receivers_of_copies  # noqa: F401
        from unionsite.operations.copies.queries import alarming as alarming_of_copies
        from unionsite.operations.copies.queries import check_copy
        from unionsite.operations.opening.services import register_kind

        register_kind()
        PERMISSIONS_OF_WINGS.append(
            {
                Role.ADMINISTRATOR: rights("operations", backuprun="view", alarm="view"),
                Role.SECURITY: rights("operations", backuprun="view"),
            }
        )
        request_finished.connect(look_after_answer)
        CHECKS["backups"] = check_backups
        WATCHED[AlarmKind.BACKUP] = alarming
        WATCHED[AlarmKind.COPY] = alarming_of_copies
        if settings.STATIC_COPY:
            CHECKS["static_copy"] = check_copy

    def under_way(self):
        is_closed = apps.get_model("core", "SiteSettings").objects.filter(is_open=False).exists()
        return [_("网站还没有开通")] if is_closed else []
