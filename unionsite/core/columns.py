"""Columns of the staff's lists, said once: what a column shows, what the file of the list has of it; long lists."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui import tables

from unionsite.core.spreadsheets import Cell


class KeysFirst(WagtailPaginator):
    """Finds which rows stand on a page before it asks for what is in them: databases make every column, such as
    whether a page waits for its time, of the thousands of rows that they pass by."""

    def page(self, number):
        page = super().page(number)
        if page.has_previous() and hasattr(page.object_list, "values_list"):
            keys = list(page.object_list.values_list("pk", flat=True))
            page.object_list = self.object_list.filter(pk__in=keys)
        return page


NOTHING = "–"
# Class of a column whose words are not broken over two lines, as of dates.
SHORT = "plan-short"


def moment(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else NOTHING


def span(length: timedelta) -> str:
    """Return a length of time in its two largest units: 2天3小时."""
    minutes = int(length.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        whole = {"days": days, "hours": hours}
        return _("%(days)d天%(hours)d小时") % whole if hours else _("%(days)d天") % whole
    if hours:
        whole = {"hours": hours, "minutes": minutes}
        return _("%(hours)d小时%(minutes)d分") % whole if minutes else _("%(hours)d小时") % whole
    return _("%(minutes)d分钟") % {"minutes": minutes}


def yes_or_no(value: object) -> str:
    return _("是") if value else _("否")


class Saved:
    """`saved` is what a file has of the column: the raw value of what is shown, unless another accessor is given, or
    False for nothing."""

    is_shown = True
    look = None

    def __init__(self, *args, saved: str | Callable | bool | None = None, **options):
        super().__init__(*args, **{"classname": self.look} | options)
        self.saved = self.accessor if saved is None else saved

    def cell(self, row) -> Cell:
        """Return the value for a file; a moment stays one, and nothing is left empty."""
        value = tables.Column("", accessor=self.saved).get_value(row)
        if isinstance(value, list):
            return _("，").join(words for words, _look in value)
        if isinstance(value, int | Decimal | datetime):
            return value
        return "" if value == NOTHING else str(value or "")


class Column(Saved, tables.Column):
    pass


class FileColumn(Column):
    """A column of the file alone."""

    is_shown = False

    def __init__(self, label, accessor):
        super().__init__("", label, accessor)


class TitleColumn(Saved, tables.TitleColumn):
    pass


class FactColumn(Column):
    """Shows a dash for what there is not, and a day as 2026-05-08."""

    def get_value(self, instance):
        value = super().get_value(instance)
        return f"{value:%Y-%m-%d}" if isinstance(value, date) else value or NOTHING


class DayColumn(FactColumn):
    look = SHORT


class MomentColumn(Column):
    look = SHORT

    def get_value(self, instance):
        return moment(super().get_value(instance))


class TagsColumn(Column):
    """Shows status tags. `accessor` gives a list of (words, look); look is "", primary, warning or off."""

    cell_template_name = "core/screens/_tags_cell.html"
