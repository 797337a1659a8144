"""What is recorded, how it ended, and which faults the log can have."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# 《网络安全法》: network logs are kept for at least six months. Enforced by `services.purge` and by the triggers.
MINIMUM_DAYS = 180
# A reading of the whole log that has not gone on for so long was broken off.
SILENCE = timedelta(minutes=5)


class Action(TextChoices):
    """What somebody did or tried. A new action is a line here; it needs no migration."""

    SIGN_IN = "sign_in", _("登录")
    SIGN_IN_FAILED = "sign_in_failed", _("登录失败")
    SIGN_IN_LOCKED = "sign_in_locked", _("登录锁定")
    BROWSER_PROVED = "browser_proved", _("证明新浏览器属本人")
    SIGN_IN_SLOWED = "sign_in_slowed", _("登录放慢")
    SIGN_OUT = "sign_out", _("退出登录")
    SESSION_REPLACED = "session_replaced", _("会话被新的登录取代")
    SESSION_EXPIRED = "session_expired", _("会话超时")
    SESSIONS_ENDED = "sessions_ended", _("结束全部会话")
    SECOND_FACTOR_FAILED = "second_factor_failed", _("动态验证码错误")
    SECOND_FACTOR_LOCKED = "second_factor_locked", _("动态验证码锁定")
    BACKUP_CODE_USED = "backup_code_used", _("使用备用码")
    STEP_UP = "step_up", _("再次验证身份")
    DEVICE_ENROLLED = "device_enrolled", _("绑定验证设备")
    DEVICE_REMOVED = "device_removed", _("解绑验证设备")
    BACKUP_CODES_MADE = "backup_codes_made", _("生成备用码")
    TICKET_ISSUED = "ticket_issued", _("发放绑定凭证")
    TICKET_REFUSED = "ticket_refused", _("绑定凭证无效")
    SECOND_FACTOR_RESET = "second_factor_reset", _("重置两步验证")
    ACCOUNT_UNLOCKED = "account_unlocked", _("解除锁定")
    PASSWORD_CHANGED = "password_changed", _("修改密码")
    PASSWORD_RESET_ASKED = "password_reset_asked", _("申请重设密码")
    PASSWORD_RESET = "password_reset", _("重设密码")
    PASSWORD_SET = "password_set", _("管理员设置密码")
    ACCOUNT_CREATED = "account_created", _("新建账号")
    ACCOUNT_CHANGED = "account_changed", _("修改账号")
    ACCOUNT_DISABLED = "account_disabled", _("停用账号")
    ACCOUNT_ENABLED = "account_enabled", _("启用账号")
    ACCOUNT_DELETED = "account_deleted", _("删除账号")
    ACCOUNT_ACTIVATED = "account_activated", _("激活账号")
    GROUPS_CHANGED = "groups_changed", _("调整用户组")
    CHANGE_PROPOSED = "change_proposed", _("提出待复核事项")
    CHANGE_APPROVED = "change_approved", _("复核通过")
    CHANGE_REFUSED = "change_refused", _("复核未通过")
    CHANGE_WITHDRAWN = "change_withdrawn", _("撤回待复核事项")
    CHANGE_STOPPED = "change_stopped", _("因异议停止")
    CHANGE_DONE = "change_done", _("复核事项生效")
    CHANGE_FAILED = "change_failed", _("复核事项未能生效")
    PERMISSIONS_CHANGED = "permissions_changed", _("调整权限")
    SITE_OPENED = "site_opened", _("开通网站")
    MAIL_TRIED = "mail_tried", _("试发邮件")
    SETTINGS_CHANGED = "settings_changed", _("修改网站设置")
    ACCESS_REFUSED = "access_refused", _("越权访问")
    ROLL_IMPORTED = "roll_imported", _("导入职工名册")
    ACTIVATION_CODES_MADE = "activation_codes_made", _("生成激活码")
    EMPLOYEE_LEFT = "employee_left", _("职工离职")
    REVIEW_APPROVED = "review_approved", _("审核通过")
    REVIEW_REJECTED = "review_rejected", _("审核退回")
    RELEASED = "released", _("放行发布")
    FOUNDED = "founded", _("建站发布")
    ACTIVITY_CANCELLED = "activity_cancelled", _("取消活动")
    PRIZES_DRAWN = "prizes_drawn", _("竞赛抽奖")
    POST_PUBLISHED = "post_published", _("公开讨论发言")
    POST_REFUSED = "post_refused", _("不公开讨论发言")
    POST_KEPT = "post_kept", _("被举报的发言继续公开")
    POST_TAKEN_DOWN = "post_taken_down", _("撤下讨论发言")
    POST_ANSWERED = "post_answered", _("答复讨论提问")
    POSTS_EXPORTED = "posts_exported", _("导出讨论发言")
    SIGNUP_ADDED = "signup_added", _("代职工报名")
    SIGNUP_MOVED_UP = "signup_moved_up", _("提前递补报名")
    SIGNUP_CANCELLED = "signup_cancelled", _("取消职工的报名")
    SIGNUPS_EXPORTED = "signups_exported", _("导出报名表")
    EMERGENCY_UNPUBLISHED = "emergency_unpublished", _("应急下线")
    PLAN_WITHDRAWN = "plan_withdrawn", _("撤回计划发布")
    RELEASE_BROKEN = "release_broken", _("公开内容与放行记录不符")
    RELEASE_UNCHECKED = "release_unchecked", _("公开内容没有核对成")
    PLATFORM_ADDED = "platform_added", _("登记平台账号")
    PLATFORM_CHANGED = "platform_changed", _("修改平台台账")
    PLATFORM_CHECKED = "platform_checked", _("核对平台账号")
    OUTLET_CHANGED = "outlet_changed", _("修改消息出口")
    PLAN_CANCELLED = "plan_cancelled", _("取消发布计划")
    POST_RECORDED = "post_recorded", _("登记平台发布")
    POST_SKIPPED = "post_skipped", _("登记不在平台发布")
    DRAFT_SENT = "draft_sent", _("送入公众号草稿箱")
    WORKDAY_ADDED = "workday_added", _("录入工作日安排")
    WORKDAY_CHANGED = "workday_changed", _("修改工作日安排")
    WORKDAY_DELETED = "workday_deleted", _("删除工作日安排")
    WORKDAYS_IMPORTED = "workdays_imported", _("导入工作日安排")
    WORD_CHANGED = "word_changed", _("修改检查用词")
    WORDS_IMPORTED = "words_imported", _("导入检查用词")
    TEXT_CHECK_CONFIRMED = "text_check_confirmed", _("说明文字检查的理由")
    STATUTE_IMPORTED = "statute_imported", _("导入法规")
    WORD_IMPORTED = "word_imported", _("导入Word稿件")
    CONTRIBUTION_SIGNED_OFF = "contribution_signed_off", _("部门核稿通过")
    CONTRIBUTION_RETURNED = "contribution_returned", _("部门退回来稿")
    CONTRIBUTION_TAKEN = "contribution_taken", _("接手来稿")
    CONTRIBUTION_DECLINED = "contribution_declined", _("不采用来稿")
    HEADS_CHANGED = "heads_changed", _("调整部门负责人")
    CASE_VIEWED = "case_viewed", _("查看诉求")
    CASE_FILE_DOWNLOADED = "case_file_downloaded", _("下载诉求附件")
    CASE_IDENTITY_REVEALED = "case_identity_revealed", _("查看举报人身份")
    CASES_EXPORTED = "cases_exported", _("导出诉求")
    CASE_HANDLER_NAMED = "case_handler_named", _("指定诉求办理人")
    CASE_HANDLER_REMOVED = "case_handler_removed", _("取消诉求办理人")
    CASE_KEPT_OUT = "case_kept_out", _("设置诉求回避")
    CASE_HELD = "case_held", _("保全诉求")
    CASE_RELEASED = "case_released", _("解除诉求保全")
    CASES_PURGED = "cases_purged", _("清除到期诉求")
    CASES_RECOUNTED = "cases_recounted", _("重新推算诉求期限")
    CASE_KEYS_CHANGED = "case_keys_changed", _("更换诉求密钥")
    ROUTING_CHANGED = "routing_changed", _("修改渠道设置")
    LEXICON_CHANGED = "lexicon_changed", _("修改搜索用词")
    LEXICON_IMPORTED = "lexicon_imported", _("导入搜索用词")
    LEXICON_UNDONE = "lexicon_undone", _("撤销搜索用词的修改")
    PROMOTION_CHANGED = "promotion_changed", _("修改搜索置顶")
    OLD_PAGE_IMPORTED = "old_page_imported", _("导入旧站稿件")
    OLD_PAGES_IMPORTED = "old_pages_imported", _("导入旧站")
    INCIDENT_HANDLED = "incident_handled", _("处置安全事件")
    READ_ONLY_ON = "read_only_on", _("网站切换为只读")
    READ_ONLY_OFF = "read_only_off", _("网站恢复正常")
    ALL_SESSIONS_ENDED = "all_sessions_ended", _("结束所有人的登录")
    GOAL_CHANGED = "goal_changed", _("修改目标任务")
    GOAL_DELETED = "goal_deleted", _("删除目标")
    FINDING_HANDLED = "finding_handled", _("办理问题")
    INSPECTION_FINISHED = "inspection_finished", _("完成监督检查")
    DUTY_CHANGED = "duty_changed", _("修改安全职责")
    DUTY_RECORDED = "duty_recorded", _("登记安全记录")
    DUTY_SIGNED = "duty_signed", _("签字确认安全记录")
    DUTY_RETURNED = "duty_returned", _("退回安全记录")
    RIGHTS_JUDGED = "rights_judged", _("复核人员权限")
    RULE_READ = "rule_read", _("确认阅读制度")
    CALENDAR_ADDRESS_CHANGED = "calendar_address_changed", _("更换日历地址")
    WALK_STARTED = "walk_started", _("发起网站巡检")
    PIECE_DATED = "piece_dated", _("补记发布时间")
    UPDATE_PLAN_CHANGED = "update_plan_changed", _("修改更新计划")
    SCORES_OPENED = "scores_opened", _("建立考核周期")
    SCORE_ENTERED = "score_entered", _("登记考核得失分")
    SCORE_REMOVED = "score_removed", _("撤销考核登记")
    SCORES_FROZEN = "scores_frozen", _("封存考核评分")
    SCORE_AMENDED = "score_amended", _("更正已封存的评分")
    SCORE_OBJECTED = "score_objected", _("对考核评分提出异议")
    SCORE_ANSWERED = "score_answered", _("答复考核异议")
    REPORT_COMPILED = "report_compiled", _("编制报告")
    SCORES_BROKEN = "scores_broken", _("已封存的评分被改动")
    SITE_ARCHIVED = "site_archived", _("归档网站")
    SITE_EXPORTED = "site_exported", _("导出全站数据")
    KEYS_SAVED = "keys_saved", _("另存密钥")
    BACKUP_RESTORED = "backup_restored", _("恢复备份")
    AUDIT_EXPORTED = "audit_exported", _("导出审计日志")
    AUDIT_PURGED = "audit_purged", _("清理审计日志")
    AUDIT_CHECK_STARTED = "audit_check_started", _("发起核验审计日志")
    AUDIT_CHECKED = "audit_checked", _("核验审计日志")


def actions() -> list[tuple[str, str]]:
    """Return the choices for the model; the migration names this function instead of copying them."""
    return Action.choices


class Outcome(TextChoices):
    DONE = "done", _("成功")
    REFUSED = "refused", _("被拒绝")


class Fault(TextChoices):
    """What `verification.verify` can find."""

    TRIGGERS = "triggers", _("数据库触发器缺失或被改动")
    START = "start", _("开头的记录缺失")
    GAP = "gap", _("中间的记录缺失")
    CONTENT = "content", _("记录内容被改动")
    LINK = "link", _("与上一条记录不衔接")
    TAIL = "tail", _("末尾的记录缺失")
    EXTRA = "extra", _("末尾多出记录")
    HEAD = "head", _("链头缺失或被改动")


EXPORT_FORMATS = ("xlsx", "csv")

# Words for keys of `detail`. Fields of the subject are shown by their own names, any other key as it is.
DETAIL_LABELS = {
    "action": _("操作"),
    "actor": _("人员"),
    "added": _("增加"),
    "address": _("来源地址"),
    "after": _("改为"),
    "agent": _("浏览器"),
    "at_from": _("开始日期"),
    "at_to": _("结束日期"),
    "before": _("原为"),
    "changed": _("改动"),
    "count": _("数量"),
    "date": _("日期"),
    "decision": _("决定"),
    "destroyed": _("清除内容的件数"),
    "device": _("设备"),
    "entitled": _("参加抽奖的人数"),
    "faults": _("不符的处数"),
    "fields": _("改动的项目"),
    "filters": _("筛选条件"),
    "forgotten": _("清除身份的件数"),
    "format": _("格式"),
    "former": _("原来的地址"),
    "from": _("原为"),
    "group": _("用户组"),
    "groups": _("用户组"),
    "kind": _("类型"),
    "last_hash": _("最后一条的校验值"),
    "last_number": _("最后一条的编号"),
    "left": _("剩余"),
    "lost": _("删去条文"),
    "name": _("名称"),
    "objects": _("对象"),
    "older_than": _("早于"),
    "outcome": _("结果"),
    "path": _("网址"),
    "permissions": _("权限"),
    "q": _("查找"),
    "reasons": _("理由"),
    "removed": _("减少"),
    "rows": _("条数"),
    "revision": _("版本"),
    "stage": _("环节"),
    "seal": _("校验值"),
    "sha256": _("文件摘要"),
    "step": _("步骤"),
    "strays": _("删去的无主文件"),
    "subject": _("对象"),
    "to": _("改为"),
    "unchecked": _("没有核对成的处数"),
    "username": _("用户名"),
    "winners": _("中奖名单"),
    "years": _("年份"),
}

# Words for reasons given by the program; what people write is shown as it is.
REASON_LABELS = {
    "disabled": _("账号停用"),
    "elsewhere": _("在别处登录"),
    "idle": _("长时间没有操作"),
    "password": _("密码已更换"),
    "too long": _("超过一次登录的最长时间"),
    "unused": _("长期没有登录"),
}
