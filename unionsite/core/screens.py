"""What the staff's screens share: access, the way back, lists, forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import accumulate

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import redirect
from django.urls import Resolver404, URLPattern, path, resolve, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from unionsite.core.choices import TextChoices
from unionsite.core.refusals import Refused
from unionsite.core.spreadsheets import table_response
from unionsite.core.tabs import RightMenuItem
from unionsite.core.wings import place

# Buttons, as of a `Screen`, that lead from other figures of the departments to one's own.
figures_of_departments: list[tuple] = place("figures of the departments")

LENGTH = 100


@contextmanager
def telling(request, done: str) -> Iterator[None]:
    """Tell the person on the next screen that it was done, or why it was refused."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


class RightRequiredMixin:
    """Requires a permission for every method of the view; `right` is one permission, or several that are all needed."""

    right: str | Sequence[str] = ""

    def may_enter(self, user) -> bool:
        return user.has_perms([self.right] if isinstance(self.right, str) else self.right)

    def dispatch(self, request, *args, **kwargs):
        if not self.may_enter(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def screens_above(request) -> Iterator[tuple[str, type[Screen]]]:
    """Yield the screens whose addresses begin this one's and that the person may open, the highest first."""
    root = reverse("wagtailadmin_home")
    parts = request.path.removeprefix(root).split("/")[:-2]
    for address in accumulate(parts, lambda above, part: f"{above}{part}/", initial=root):
        with suppress(Resolver404):
            view = getattr(resolve(address).func, "view_class", object)
            right = getattr(view, "right", "") or ()
            if issubclass(view, Screen) and request.user.has_perms([right] if isinstance(right, str) else right):
                yield address, view


class Screen(WagtailAdminTemplateMixin):
    """A screen of our own with its way back: above it are those whose addresses begin its own, from the nearest that
    says `above` itself, as address and label of each; `sublabel` stands beside its own label. `buttons` in its header
    are label, name of the address, icon and, where not all see it, the right that shows it.

    With an `index_url_name` it can be an entry of the menu, shown to who has its right, or `menu_right` instead;
    `count_for(user)` is how many rows are theirs."""

    above: Sequence[tuple[object, object]] | None = None
    buttons: Sequence[tuple] = ()
    index_url_name = ""
    sublabel: object = ""
    menu_right: str | Callable = ""
    count_for: Callable | None = None

    @classmethod
    def menu_item(cls) -> RightMenuItem:
        address = reverse(cls.index_url_name)
        options = {"name": slugify(cls.index_url_name), "icon_name": cls.header_icon, "count": cls.count_for}
        return RightMenuItem(cls.page_title, address, cls.menu_right or cls.right, **options)

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(label, url=reverse(name), icon_name=icon, priority=place)
            for place, (label, name, icon, *rights) in enumerate(self.buttons)
            if self.request.user.has_perms(rights)
        ]

    def get_above(self) -> Sequence[tuple[object, object]]:
        if self.above is not None:
            return self.above
        found: list[tuple[object, object]] = []
        for address, view in screens_above(self.request):
            # A screen of one record knows it as those below do.
            label = view.page_title or view.get_page_title(self)
            found = [*(found if view.above is None else view.above), (address, label)]
        return found

    def get_own_label(self) -> object:
        return self.get_page_title()

    def get_breadcrumbs_items(self):
        above = [{"url": address, "label": label} for address, label in self.get_above()]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_own_label(), "sublabel": self.sublabel}]


class ListView(RightRequiredMixin, Screen, IndexView):
    """A list with filters; it shows nothing when a filter makes no sense. Its order is that of `get_base_queryset`, or
    `default_ordering`. The names of its other addresses follow from `index_url_name`: beside x:index stand x:results
    and x:export, beside x:links x:links_results and x:links_export."""

    permission_policy = None
    any_permission_required = None
    permission_required = None
    search_backend_name = None
    paginate_by = 50
    list_export = ()
    FORMATS = ()
    results_template_name = "core/screens/results.html"
    filterset_class: type | None = None
    empty_message = ""

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @classmethod
    def url_name(cls, what: str) -> str:
        name = cls.index_url_name
        return name.removesuffix("index") + what if name.endswith(":index") else f"{name}_{what}"

    @classmethod
    def paths(cls, route: str = "") -> list[URLPattern]:
        """Return the addresses of the list, of its rows alone if it has filters, which fetch them, and of its file."""
        views = [("", cls.index_url_name, {}, True)]
        views.append(("results/", cls.url_name("results"), {"results_only": True}, cls.has_filters()))
        views.append(("export/", cls.url_name("export"), {"is_file": True}, bool(getattr(cls, "file_name", ""))))
        return [
            path(route + end, cls.as_view(**how), name=name.partition(":")[2]) for end, name, how, has in views if has
        ]

    @classmethod
    def has_filters(cls) -> bool:
        return bool(cls.filterset_class or cls.search_fields)

    @cached_property
    def is_searchable(self) -> bool:
        return bool(self.search_fields)

    @cached_property
    def search_query(self):
        return super().search_query[:LENGTH].replace("\x00", "")

    def get_filterset_kwargs(self):
        # What is filtered is handed over later; so a set of filters need not name a model.
        return super().get_filterset_kwargs() | {"queryset": self.model._default_manager.none()}

    def filter_queryset(self, queryset):
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)

    def order_queryset(self, queryset):
        """Rows alike in what they are sorted by keep the list's own order, so that no page repeats one of another."""
        ordered = super().order_queryset(queryset)
        if not self.ordering or not isinstance(ordered, QuerySet):
            return ordered
        return ordered.order_by(*ordered.query.order_by, *(queryset.query.order_by or ["-pk"]))

    @cached_property
    def no_results_message(self):
        if self.is_searching or self.is_filtering:
            return _("没有符合条件的记录，请放宽条件再查。")
        return self.empty_message

    @cached_property
    def header_more_buttons(self):
        return []

    def get_table(self, object_list):
        shown = [column for column in self.columns if getattr(column, "is_shown", True)]
        return self.table_class(shown, object_list, **self.get_table_kwargs())

    # A list below something has that in its addresses.

    def get_index_url(self):
        return reverse(self.index_url_name, kwargs=self.kwargs) if self.index_url_name else None

    def get_index_results_url(self):
        return reverse(self.url_name("results"), kwargs=self.kwargs) if self.has_filters() else None

    # The base class offers to add and edit by rules of its own; here `right` and each screen's buttons decide.
    add_url = None


class FileListView(ListView):
    """A list that can be saved as a file: all its pages, with its filters; nothing typed becomes a formula (T82).

    The file is the same view with `is_file=True`, which takes `?format=csv|xlsx`. It has the columns of `columns`, each
    as its `saved` says, and those that are in the file alone.
    """

    is_file = False
    file_name = ""

    def get(self, request, *args, **kwargs):
        if not self.is_file:
            return super().get(request, *args, **kwargs)
        if self.filters and not self.filters.is_valid():
            return redirect(f"{self.get_index_url()}?{request.GET.urlencode()}")
        columns = [column for column in self.columns if column.saved]
        return table_response(
            str(self.page_title),
            [column.label for column in columns],
            [[column.cell(row) for column in columns] for row in self.get_queryset()],
            kind="csv" if request.GET.get("format") == "csv" else "xlsx",
            name=f"{self.file_name}-{timezone.localtime(self.now):%Y%m%d-%H%M}",
        )

    @cached_property
    def header_buttons(self):
        return [
            *super().header_buttons,
            HeaderButton(_("导出Excel"), url=self.file_address("xlsx"), icon_name="download", priority=10),
            HeaderButton(_("导出CSV"), url=self.file_address("csv"), icon_name="download", priority=20),
        ]

    def file_address(self, kind: str) -> str:
        parameters = self.request.GET.copy()
        for other in (self.page_kwarg, "_w_filter_fragment"):
            parameters.pop(other, None)
        parameters["format"] = kind
        return f"{self.get_file_url()}?{parameters.urlencode()}"

    def get_file_url(self) -> str:
        return reverse(self.url_name("export"), kwargs=self.kwargs)


class FormScreen(RightRequiredMixin, Screen, FormView):
    """A form on a screen of its own. What is sent is `carry_out`, which returns the address to go on to, unless that is
    the screen above; then `done` is told. A refusal stands beside `refused_field`, or above the form."""

    template_name = "core/screens/form.html"
    submit_button_label = gettext_lazy("保存")
    done = gettext_lazy("已保存。")
    refused_field: str | None = None

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        try:
            return self.form_valid(form)
        except (Refused, ValidationError) as refusal:
            form.add_error(self.refused_field, str(refusal) if isinstance(refusal, Refused) else refusal)
            return self.form_invalid(form)

    def carry_out(self, form) -> str | None:
        raise NotImplementedError

    def form_valid(self, form):
        address = self.carry_out(form) or (self.get_above() or [(reverse("wagtailadmin_home"), "")])[-1][0]
        messages.success(self.request, self.done)
        return redirect(address)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "submit_button_label": self.submit_button_label,
            "media": context["form"].media,
            "action_url": self.request.get_full_path(),
        }


class StepScreen(FormScreen):
    """The form of the step that the address names, one of `forms_of_steps`, taken on what is above."""

    forms_of_steps: Mapping[TextChoices, type[forms.Form]] = {}

    def get_form_class(self):
        for step, form_class in self.forms_of_steps.items():
            if step == self.kwargs["step"]:
                self.step = step
                return form_class
        raise Http404

    def get_page_title(self):
        return self.step.label

    @property
    def submit_button_label(self):
        return self.step.label

    @property
    def done(self):
        return _("已记录：%(step)s。") % {"step": self.step.label}


HISTORY = {"history", "history_results", "usage"}


class ListViewSet(ModelViewSet):
    """A list of records with its forms; its menu item opens the list, whatever other screens there are."""

    copy_view_enabled = False
    # False where the audit log is the history and nothing refers to a record: Wagtail's history and usage would be
    # empty.
    has_history = False

    @cached_property
    def menu_url(self) -> str:
        return reverse(self.get_url_name("index"))

    def own_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of screens beside Wagtail's own."""
        return []

    def get_urlpatterns(self) -> list[URLPattern]:
        stock = super().get_urlpatterns()
        if not self.has_history:
            stock = [pattern for pattern in stock if pattern.name not in HISTORY]
        return [*stock, *self.own_urlpatterns()]

    def get_common_view_kwargs(self, **kwargs):
        gone = {} if self.has_history else {"history_url_name": None, "usage_url_name": None}
        return super().get_common_view_kwargs(**{**gone, **kwargs})
