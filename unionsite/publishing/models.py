"""Gathers the models of the features, so that Django finds them."""

from unionsite.publishing.guard.models import Appearance
from unionsite.publishing.ledger.models import DailyHead, Release
from unionsite.publishing.review.models import (
    RejectionPoint,
    ReviewChase,
    ReviewSettings,
    ReviewTask,
    SecrecyReview,
    SectionLimit,
)
from unionsite.publishing.textchecks.models import TextCheckReport, TextCheckSettings, WordEntry

__all__ = [
    "Appearance",
    "DailyHead",
    "RejectionPoint",
    "Release",
    "ReviewChase",
    "ReviewSettings",
    "ReviewTask",
    "SecrecyReview",
    "SectionLimit",
    "TextCheckReport",
    "TextCheckSettings",
    "WordEntry",
]
