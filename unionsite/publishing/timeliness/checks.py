"""System check of the setting `EVENT_DATES`."""

from django.core.checks import Error, register
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField

from unionsite.core.models import PiecePage
from unionsite.publishing.timeliness.queries import event_dates


@register()
def event_dates_are_dates(app_configs=None, **_kwargs):
    """E021: `EVENT_DATES` names something that is not a type of piece, or a field that is not a date."""
    try:
        wrong = [
            f"{model._meta.label}.{field}"
            for model, field in event_dates()
            if not issubclass(model, PiecePage) or not isinstance(model._meta.get_field(field), DateField)
        ]
    except (LookupError, ValueError, FieldDoesNotExist) as error:
        wrong = [str(error)]
    return [
        Error(f"EVENT_DATES must name types of pieces and their dates: {name}.", id="publishing.E021") for name in wrong
    ]
