"""Public HTTP of the calculators: what is typed comes by POST, and goes nowhere but into the page that answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from rights.calculators.choices import ABOUT, Calculator
from rights.calculators.forms import FORMS
from rights.calculators.queries import calculator_link, citation_links, list_address
from unionsite.core.content_policy import shows_drawings
from unionsite.core.named import named

answers_with = named("rights.answers.queries.answers_with")


@require_safe
def list_calculators(request: HttpRequest, page) -> HttpResponse:
    context = {"calculators": [calculator_link(one) for one in Calculator]}
    return TemplateResponse(request, "rights/calculators/list.html", _frame(page) | context)


@never_cache
@sensitive_post_parameters()
@shows_drawings
def calculate(request: HttpRequest, page, key: str) -> HttpResponse:
    """Show the form; a POST is answered with the result on the same page. Nothing is kept or logged."""
    if key not in Calculator.values:
        raise Http404
    calculator, today = Calculator(key), timezone.localdate()
    form_class, about = FORMS[calculator], ABOUT[calculator]
    context = {"calculator": calculator, "summary": about.summary}
    if request.method == "POST":
        form = form_class(request.POST, on=today)
        if form.is_valid():
            result = form.result()
            steps = [(step, citation_links(step.citations)) for step in result.steps]
            rows = [(result.words, result.value), *form.filled()]
            told = [_("%(label)s：%(value)s") % {"label": label, "value": value} for label, value in rows]
            context |= {"result": result, "steps": steps, "told": told}
            context["answers"] = answers_with(page.locale_id, key, today)
    else:
        form = form_class(on=today, initial=form_class.prefilled(request.GET))
    # A form that nobody has filled in is kept with its links, which are then not asked for.
    context |= {"form": form, "is_blank": not (form.is_bound or form.initial)}
    context |= {"cited": lambda: citation_links(about.citations)}
    context |= {"others": lambda: [calculator_link(one) for one in Calculator if one != calculator]}
    frame = _frame(page, (_("计算器"), list_address()))
    return TemplateResponse(request, "rights/calculators/calculator.html", frame | context)


def _frame(page, *crumbs: tuple[str, str]) -> dict:
    """Return the context of a page that is the program's own in both languages, not the section's."""
    return {"more_crumbs": [*page.breadcrumb, (page.title, page.get_url()), *crumbs], "show_crumbs": True} | {
        "translated_view": True
    }
