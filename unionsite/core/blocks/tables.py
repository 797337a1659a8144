"""Tables, and charts drawn from tables; both can be translated cell by cell (libraries.md 15.3)."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockAdapter
from wagtail_localize.segments import StringSegmentValue

from unionsite.core.charts import PHONE, draw_chart


class NumberBlock(blocks.FloatBlock):
    """A number, also as spreadsheets write it (grouped or full-width). A draft keeps text that is no number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # An input of type number silently drops what it cannot read.
        self.field.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def value_for_form(self, value):
        # Show 402, not 402.0, to somebody who typed 402.
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def clean(self, value):
        try:
            return super().clean(ungrouped(value) if isinstance(value, str) else value)
        except ValidationError as error:
            if self.is_deferred_validation:
                return value
            raise ValidationError(_("这一列只能填数字。请改成数字，或另加一个文字列。")) from error


def ungrouped(text: str) -> str:
    """Return a number's text in ASCII, without the marks between thousands: '１，２３４.５' becomes '1234.5'."""
    return unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")


class TableBlock(TypedTableBlock):
    """A table with a caption and typed columns; wagtail-localize itself would leave it untranslated (its issue 302)."""

    def __init__(self, local_blocks=None, **kwargs):
        columns = local_blocks or [
            ("text", blocks.CharBlock(label=_("文字"), required=False)),
            ("number", NumberBlock(label=_("数字"), required=False)),
        ]
        super().__init__(columns, **kwargs)

    def get_translatable_segments(self, value) -> list[StringSegmentValue]:
        segments = [StringSegmentValue("caption", value.caption or "")]
        segments += [StringSegmentValue(f"columns.{i}", column["heading"]) for i, column in enumerate(value.columns)]
        for r, row in enumerate(value.row_data):
            segments += [
                StringSegmentValue(f"rows.{r}.{c}", cell)
                for c, cell in enumerate(row["values"])
                if isinstance(cell, str)
            ]
        return [segment for segment in segments if not segment.is_empty()]

    def restore_translated_segments(self, value, segments):
        for segment in segments:
            place, _dot, rest = segment.path.partition(".")
            text = segment.render_text()
            if place == "caption":
                value.caption = text
            elif place == "columns":
                value.columns[int(rest)]["heading"] = text
            else:
                row, _dot, column = rest.partition(".")
                value.row_data[int(row)]["values"][int(column)] = text
        return value

    class Meta:
        icon = "table"
        label = _("表格")
        template = "core/blocks/table.html"
        description = _("可以从Excel或WPS整张粘贴，也可以先给列起名再填行；数字列会自动右对齐。")
        preview_value = {
            "caption": "加班工资的计算倍数",
            "columns": [{"type": "text", "heading": "情形"}, {"type": "number", "heading": "倍数"}],
            "rows": [{"values": ["工作日延长工作时间", 1.5]}, {"values": ["休息日加班不能补休", 2]}],
        }


class TableBlockAdapter(TypedTableBlockAdapter):
    """Connects the block to its editor `core/editor/table.js`: paste from a spreadsheet, rows, columns by keyboard."""

    js_constructor = "unionsite.core.TableBlock"

    def js_args(self, block):
        args = super().js_args(block)
        args[-1]["strings"] |= {
            "PASTE": gettext("从Excel或WPS复制整张表，点这里粘贴（Ctrl+V），第一行作表头"),
            "KEYS": gettext(
                "回车到下一行，到末行时加一行；Alt+回车在下面插入一行，Alt+Shift+回车在右边插入一列；"
                "Alt+退格删除这一行，Alt+Shift+退格删除这一列。"
            ),
            "NOTHING": gettext("没有粘贴到表格。请先在Excel、WPS或网页里选中表格的单元格，再复制。"),
            "TOO_LARGE": gettext("表格太大：最多200行、20列。请分成几张表，或作为附件提供。"),
            "TAKEN": gettext("已贴入{columns}列、{rows}行，第一行作了表头。数字列已认出，请核对。"),
            "FILLED": gettext("已从这一格起贴入{rows}行、{columns}列。"),
            "SHARE": gettext("（%）"),
            "ROW_GONE": gettext("已删除一行。"),
            "COLUMN_GONE": gettext("已删除一列。"),
            "UNDO": gettext("撤销"),
            "UNDONE": gettext("已恢复到之前的样子。"),
        }
        return args

    @cached_property
    def media(self):
        return super().media + forms.Media(js=["core/editor/table.js"])


register(TableBlockAdapter(), TableBlock)


class ChartBlock(blocks.StructBlock):
    """Bars or lines with the table they show; drawn on the server, so it works without JavaScript and on paper."""

    kind = blocks.ChoiceBlock(
        label=_("图形"), choices=[("bar", _("柱形图")), ("line", _("折线图"))], default="bar", search_index=False
    )
    unit = blocks.CharBlock(label=_("单位"), required=False, max_length=20)
    data = TableBlock(
        label=_("数据"),
        help_text=_("第一列填名称，其余每列是一组数字；最多4组、24行。"),
        template="core/blocks/table.html",
    )

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["chart"] = draw_chart(value["data"], value["kind"])
        context["on_phone"] = draw_chart(value["data"], value["kind"], PHONE)
        return context

    class Meta:
        icon = "order-up"
        label = _("图表")
        template = "core/blocks/chart.html"
        description = _("由下面的数据表画成，打印和读屏时用表格。")
        preview_value = {
            "kind": "bar",
            "unit": "人次",
            "data": {
                "caption": "近三年参加技能比武的人次",
                "columns": [{"type": "text", "heading": "年份"}, {"type": "number", "heading": "人次"}],
                "rows": [{"values": ["2024年", 318]}, {"values": ["2025年", 402]}, {"values": ["2026年", 467]}],
            },
        }
