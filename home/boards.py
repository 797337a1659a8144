"""设置: all settings by sections, each with what it is for, to be found by a word of either."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem, admin_menu

from home.menu import SETTINGS
from unionsite.core.screens import Screen

WHAT_FOR = {
    "settings/core/sitesettings/": _("工会名称、备案号、举报电话、工作时间、维护通知"),
    "contacts/": _("工会委员、职工代表、服务站点和他们的电话"),
    "workdays/": _("放假和调休，按工作日算的期限都从这里来"),
    "settings/publishing/reviewsettings/": _("初审、终审和发布的时限，审核链接的有效期"),
    "messages/outlets/": _("企业微信、钉钉、飞书的应用和群机器人，发出去多少、哪里不通"),
    "redirects/": _("旧网址转到哪里"),
    "cases/routing/": _("各渠道是否开放、由谁办理"),
    "settings/interact/feedbacksettings/": _("办理期限、提醒、保存多久"),
    "settings/interact/activitysettings/": _("活动开始前要宣传几天、总结几天内写"),
    "settings/accounts/securitysettings/": _("密码、登录、会话和手机验证码"),
    "groups/": _("每个角色能做什么"),
    "collections/": _("图片、文档、媒体分放在哪里"),
    "sites/": _("网站的域名和首页"),
    "locales/": _("网站有哪些语言"),
    "reports/locked/": _("谁锁定了哪些页面"),
    "reports/page-types-usage/": _("每种页面有多少"),
    "workflows/list/": _("哪些页面经过哪些审核"),
    "workflows/tasks/index/": _("审核的每一步由哪个角色做"),
}


class BoardView(Screen, TemplateView):
    """Takes `?q=`, a word that is part of a name or of what it is for."""

    template_name = "home/admin/board.html"
    page_title = SETTINGS.label
    header_icon = SETTINGS.icon

    def get_context_data(self, **kwargs):
        # Reads which screens this person may open, as for the sidebar.
        admin_menu.menu_items_for_request(self.request)
        found = next((one.found for one in self.request.folded if one.leaf is SETTINGS), [])
        if not found:
            raise PermissionDenied
        word = self.request.GET.get("q", "").strip()[:100]
        sections = [(label, self.links(found, addresses, word)) for label, addresses in SETTINGS.sections]
        return super().get_context_data(sections=[one for one in sections if one[1]], word=word, **kwargs)

    def links(self, found: list[MenuItem], addresses: tuple[str, ...], word: str) -> list[dict]:
        links = [
            {"url": item.url, "label": str(item.label), "icon": item.icon_name, "text": str(WHAT_FOR.get(address, ""))}
            for address in addresses
            for item in found
            if item.url.endswith(f"/{address}")
        ]
        return [link for link in links if word.lower() in f"{link['label']} {link['text']}".lower()]
