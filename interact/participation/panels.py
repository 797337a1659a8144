"""Rows on the edit screens of questionnaires and activities."""

from wagtail.admin.panels import InlinePanel


class RowsPanel(InlinePanel):
    """Rows of a plan; not shown where the form has none."""

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, *, panel, form, **kwargs):
            has_rows = form is not None and panel.relation_name in form.formsets
            super().__init__(panel=panel, form=form if has_rows else None, **kwargs)

        def is_shown(self):
            return self.form is not None
