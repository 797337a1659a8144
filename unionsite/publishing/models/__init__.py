"""What is recorded of review and publication."""

from unionsite.publishing.models.appearances import Appearance
from unionsite.publishing.models.contributions import Contribution, ContributionPicture
from unionsite.publishing.models.findings import TextCheckReport
from unionsite.publishing.models.platforms import PlannedItem, Platform, PlatformPost
from unionsite.publishing.models.rejections import RejectionPoint
from unionsite.publishing.models.releases import DailyHead, Release
from unionsite.publishing.models.review import ReviewSettings, SecrecyReview
from unionsite.publishing.models.tasks import ReviewTask
from unionsite.publishing.models.timeliness import SectionLimit
from unionsite.publishing.models.word_import import WordImport
from unionsite.publishing.models.words import TextCheckSettings, WordEntry

__all__ = [
    "Appearance",
    "Contribution",
    "ContributionPicture",
    "DailyHead",
    "PlannedItem",
    "Platform",
    "PlatformPost",
    "RejectionPoint",
    "Release",
    "ReviewSettings",
    "ReviewTask",
    "SecrecyReview",
    "SectionLimit",
    "TextCheckReport",
    "TextCheckSettings",
    "WordEntry",
    "WordImport",
]
