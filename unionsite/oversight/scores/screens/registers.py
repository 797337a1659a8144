"""Plain registers: items of the scorecard, levels of adoption, adoptions, rewards."""

from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn

from unionsite.core.columns import Column, FactColumn
from unionsite.core.screens import ListViewSet
from unionsite.oversight.scores.models import Adoption, Level, Reward, ScoreItem


class RegisterViewSet(ListViewSet):
    icon = "list-ul"
    has_history = True
    list_per_page = 50
    search_backend_name = None
    exclude_form_fields = ()


class ItemViewSet(RegisterViewSet):
    model = ScoreItem
    url_prefix = "scores/items"
    list_display = [
        "text",
        Column("kind", label=gettext_lazy("类型"), accessor="get_kind_display"),
        Column("scope", label=gettext_lazy("考核对象"), accessor="get_scope_display"),
        "each",
        "most",
        Column("measure", label=gettext_lazy("怎样计数"), accessor="get_measure_display"),
        BooleanColumn("is_active", label=gettext_lazy("在用")),
    ]
    list_filter = ["kind", "is_active"]
    ordering = ["sort_order", "pk"]


class LevelViewSet(RegisterViewSet):
    model = Level
    url_prefix = "scores/levels"
    list_display = ["name", "points", BooleanColumn("is_own", label=gettext_lazy("本网发布即得"))]
    ordering = ["points"]


class AdoptionViewSet(RegisterViewSet):
    model = Adoption
    url_prefix = "scores/adoptions"
    list_display = ["piece", "level", "adopted_on", "where"]
    list_filter = ["level"]
    ordering = ["-adopted_on", "-pk"]


class RewardViewSet(RegisterViewSet):
    model = Reward
    url_prefix = "scores/rewards"
    list_display = [
        "what",
        FactColumn("department", gettext_lazy("部门")),
        FactColumn("person", gettext_lazy("姓名")),
        "rewarded_on",
    ]
    ordering = ["-rewarded_on", "-pk"]


items = ItemViewSet("score-items")
levels = LevelViewSet("score-levels")
adoptions = AdoptionViewSet("score-adoptions")
rewards = RewardViewSet("score-rewards")
