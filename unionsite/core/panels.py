"""What panels have in common: those of the admin's first page, and those of the edit screens."""

from wagtail.admin.panels import InlinePanel, Panel
from wagtail.admin.ui.components import Component


class HomePanel(Component):
    """A panel of the admin's first page with what is known when it is added; lower orders stand first."""

    def __init__(self, name: str, template_name: str, order: int, **shown):
        self.name, self.template_name, self.order, self.shown = name, template_name, order, shown

    def get_context_data(self, parent_context):
        return self.shown


class BoundToPublished(Panel.BoundPanel):
    """Of a panel that is empty until the page is published."""

    def is_shown(self):
        return bool(self.instance.pk and self.instance.live)


class RowsPanel(InlinePanel):
    """Rows of a plan; not shown where the form has none."""

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, *, panel, form, **kwargs):
            has_rows = form is not None and panel.relation_name in form.formsets
            super().__init__(panel=panel, form=form if has_rows else None, **kwargs)

        def is_shown(self):
            return self.form is not None
