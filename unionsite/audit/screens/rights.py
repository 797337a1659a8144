"""Who may look at the audit log and who may take a copy of it."""

from wagtail.permission_policies import ModelPermissionPolicy

from unionsite.audit.models import AuditEntry

policy = ModelPermissionPolicy(AuditEntry)


def may_view(user) -> bool:
    return policy.user_has_permission(user, "view")


def may_export(user) -> bool:
    return may_view(user) and policy.user_has_permission(user, "export")
