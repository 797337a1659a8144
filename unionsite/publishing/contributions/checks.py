"""System check of the setting `CONTRIBUTION_TARGETS`."""

from django.core.checks import Error, register

from unionsite.core.models import PiecePage
from unionsite.publishing.contributions.targets import target_models


@register()
def targets_are_pieces(app_configs=None, **_kwargs):
    """E020: `CONTRIBUTION_TARGETS` names something that is not a type of piece."""
    try:
        wrong = [model._meta.label for model in target_models() if not issubclass(model, PiecePage)]
    except (LookupError, ValueError) as error:
        wrong = [str(error)]
    return [
        Error(f"CONTRIBUTION_TARGETS must name types of pieces, as news.NewsPage: {name}.", id="publishing.E020")
        for name in wrong
    ]
