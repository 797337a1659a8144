"""The papers (材料) of requests: which a case needs, and how it stands with each. Pure; the case seals the states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from interact.cases.choices import PaperState
from interact.channels.records import Channel, Paper, record_of


@dataclass(frozen=True)
class CasePaper:
    """A paper of a case and its state."""

    paper: Paper
    state: PaperState

    @property
    def is_missing(self) -> bool:
        return self.state is PaperState.MISSING

    @property
    def is_passed(self) -> bool:
        return self.state is PaperState.PASSED


def needed(channel: Channel | str, body: Mapping[str, Any]) -> list[Paper]:
    """Return the papers that a request with these answers needs."""
    return [paper for paper in record_of(channel).papers if not paper.kinds or body.get("kind") in paper.kinds]


def first_states(channel: Channel | str, body: Mapping[str, Any], given: Iterable[str]) -> dict[str, str]:
    """Return the states of the papers of a new case; `given` are the keys of those sent with it."""
    wanted = {paper.key: PaperState.MISSING.value for paper in needed(channel, body)}
    return with_given(wanted, given)


def with_given(states: Mapping[str, str], given: Iterable[str]) -> dict[str, str]:
    """Return the states after papers came in: each is to be checked, also one that was checked before."""
    return {**states, **{key: PaperState.RECEIVED.value for key in given if key in states}}


def papers_of(channel: Channel | str, states: Mapping[str, str]) -> list[CasePaper]:
    """Return the papers of a case, the missing ones first."""
    found = [CasePaper(paper, PaperState(states[paper.key])) for paper in _known(channel) if paper.key in states]
    return sorted(found, key=lambda paper: list(PaperState).index(paper.state))


def label_of(channel: Channel | str, key: str) -> str:
    """Return what a paper is called; empty if the channel asks for no such paper, or not any more."""
    return next((str(paper.label) for paper in _known(channel) if paper.key == key), "")


def missing_in_words(channel: Channel | str, states: Mapping[str, str]) -> str:
    """Return the names of the missing papers, separated by 、."""
    return _("、").join(str(one.paper.label) for one in papers_of(channel, states) if one.is_missing)


def _known(channel: Channel | str) -> tuple[Paper, ...]:
    return record_of(channel).papers
