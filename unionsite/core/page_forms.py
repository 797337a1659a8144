"""The form behind every page's edit screen."""

from wagtail.admin.forms import WagtailAdminPageForm


class SitePageForm(WagtailAdminPageForm):
    """Lets the address stay empty, and tells the page whether only a draft is being saved."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            # The page makes one from day and title.
            self.fields["slug"].required = False

    def _post_clean(self):
        # What must be true in public need not be true yet: nobody should tick a consent to be able to save.
        self.instance.may_be_incomplete = getattr(self, "is_deferred_validation", False)
        super()._post_clean()
