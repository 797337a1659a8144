"""The core app's models, one file for each concern."""

from unionsite.core.models.listed import ListedPiece  # noqa: F401
from unionsite.core.models.media import SiteDocument, SiteImage, SiteMedia, SiteRendition  # noqa: F401
from unionsite.core.models.pages import BasePage, fixed  # noqa: F401
from unionsite.core.models.pieces import PiecePage, PieceTag  # noqa: F401
from unionsite.core.models.sections import SectionPage  # noqa: F401
from unionsite.core.models.settings import JobRun, SiteSettings, WorkdayOverride  # noqa: F401
