"""What the desk's screens share: who may enter, and that no browser or proxy stores them."""

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from interact.cases.models.case import Case
from interact.cases.models.history import CaseFile
from interact.cases.querysets import desk_rights
from interact.cases.services import access
from unionsite.core.screens import RightRequiredMixin, Screen

TITLE = gettext_lazy("职工诉求")
# The formats in which lists can be exported.
FORMATS = ("xlsx", "csv")


class DeskMixin(RightRequiredMixin):
    """A view of the desk, which no browser stores. Cases that the user may not see answer 404 (T66)."""

    def may_enter(self, user) -> bool:
        return bool(desk_rights(user))

    def dispatch(self, request, *args, **kwargs):
        try:
            response = super().dispatch(request, *args, **kwargs)
        except (Case.DoesNotExist, CaseFile.DoesNotExist) as error:
            raise Http404 from error
        # Rendered here and not later, so that an error of the template happens inside this view.
        if hasattr(response, "render"):
            response.render()
        return no_store(response)

    @cached_property
    def now(self):
        """Local time, as the services expect it; the same for the whole request."""
        return timezone.localtime()


def no_store(response):
    response.headers["Cache-Control"] = "private, no-store"
    return response


class DeskScreen(DeskMixin, Screen):
    """A page of the desk with its way back to the queues."""

    header_icon = "comment"


class OneCaseMixin(DeskMixin):
    """A view of one case: the service decides who may see it, and records refused tries (T66)."""

    def may_enter(self, user) -> bool:
        return True


class OneCaseScreen(OneCaseMixin, DeskScreen):
    """A screen that lies below the screen of its case."""

    @cached_property
    def case(self) -> Case:
        return access.find(case_id=self.kwargs["pk"], actor=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(case=self.case, **kwargs)
