"""The core app's models, one file for each concern."""

from unionsite.core.models.media import SiteDocument, SiteImage, SiteMedia, SiteRendition
from unionsite.core.models.pages import BasePage
from unionsite.core.models.pieces import PiecePage, PieceTag
from unionsite.core.models.sections import SectionPage
from unionsite.core.models.settings import JobRun, SiteSettings, WorkdayOverride

__all__ = [
    "BasePage",
    "JobRun",
    "PiecePage",
    "PieceTag",
    "SectionPage",
    "SiteDocument",
    "SiteImage",
    "SiteMedia",
    "SiteRendition",
    "SiteSettings",
    "WorkdayOverride",
]
