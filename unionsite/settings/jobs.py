"""Work that the scheduler does by the clock; see `core.scheduling`."""

from django.utils.translation import gettext_lazy as _

# (name, dotted path of a callable, period in seconds, title); the scheduler claims one row for each slot.
SCHEDULED_JOBS = [
    ("publish_scheduled", "unionsite.core.scheduling.publish_scheduled", 60, _("到点发布和到期撤下")),
    ("clear_sessions", "unionsite.core.scheduling.clear_sessions", 86400, _("清理过期的登录状态")),
    ("repeat_broken_tasks", "unionsite.core.scheduling.repeat_broken_tasks", 600, _("重做中断的后台任务")),
    ("prune_runs", "unionsite.core.scheduling.prune_runs", 86400, _("清理后台任务和定时任务的记录")),
    ("mend_lists", "unionsite.core.tasks.mend_lists", 86400, _("修复列表中遗漏的内容")),
    ("mix_answers", "interact.questionnaires.services.mix_ballots", 86400, _("打乱问卷答卷的先后")),
    ("chase_reviewers", "unionsite.publishing.review.services.chasing.chase_reviewers", 3600, _("催办审核")),
    ("thin_versions", "unionsite.publishing.review.services.versions.thin_versions", 86400, _("清理旧的草稿")),
    ("check_public_content", "unionsite.publishing.guard.integrity.check_public_content", 86400, _("核对公开的内容")),
    ("sign_daily_head", "unionsite.publishing.ledger.services.sign_daily_head", 86400, _("签存发布台账")),
    ("carry_out_changes", "unionsite.accounts.changes.services.carry_out_changes", 300, _("执行账号变更")),
    ("disable_unused_accounts", "unionsite.accounts.staff.services.disable_unused", 86400, _("停用长期不用的账号")),
    ("purge_roll_files", "unionsite.accounts.roll.services.forget_old_imports", 3600, _("清理花名册文件")),
    ("forget_leavers", "unionsite.accounts.employees.services.forget_leavers", 86400, _("清理离职员工的资料")),
    ("send_case_mails", "interact.cases.services.mails.send_due", 60, _("发送诉求的通知邮件")),
    ("scan_case_files", "interact.cases.services.files.scan_waiting", 60, _("查毒诉求的附件")),
    ("remind_of_cases", "interact.cases.services.reminders.remind", 600, _("催办诉求")),
    ("care_for_cases", "interact.cases.tasks.care_for_cases", 86400, _("整理诉求")),
    ("forget_unsent", "interact.sending.services.forget_unsent", 3600, _("清理没有发出的内容")),
    ("purge_cases", "interact.retention.services.purge", 86400, _("销毁到期的诉求")),
    ("count_words", "search.index.tasks.count_words", 600, _("统计检索用词")),
    ("forget_search_terms", "search.terms.services.forget_terms", 86400, _("清理检索词记录")),
    ("verify_audit_log", "unionsite.audit.tasks.verify_log", 86400, _("核对审计日志")),
    ("purge_audit_log", "unionsite.audit.tasks.purge_old_entries", 30 * 86400, _("清理过期的审计日志")),
]
# Those that change what readers see; they wait while the site is closed to writing.
JOBS_THAT_PUBLISH = {"publish_scheduled"}
