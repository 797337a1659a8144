"""The ballot paper: candidates to tick or to rank, and the guard of every public form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interact.activities.plans.choices import Audience
from interact.activities.votes import rules
from interact.activities.votes.models import VotePage
from interact.activities.votes.rules import Method
from interact.activities.votes.services import words_of
from interact.sending.abuse import GuardedForm
from unionsite.core.form_fields import OF_A_CODE


class BallotForm(GuardedForm):
    """The ballot paper of `vote` with the words of `page` (the vote itself or its translation).

    After `is_valid()`, `choices` are the numbers chosen, in order of preference for a ranked vote, and `stamp.receipt`
    is the ballot's receipt. Visitors of a public vote prove that they are people; employees sign in.
    """

    send_label = _("投票")

    def __init__(self, *args, vote: VotePage, page: VotePage, is_signed_in: bool, **kwargs):
        self.vote, self.page = vote, page
        needs_no_proof = is_signed_in or vote.audience != Audience.PUBLIC
        super().__init__(*args, channel=f"vote:{vote.translation_key}", is_signed_in=needs_no_proof, **kwargs)
        # The paper is drawn by hand; this is where its errors stand, and where the list of errors leads.
        first = forms.HiddenInput(attrs={"id": "rank-1" if self.is_ranked else "choice-1"})
        self.fields["choice"] = forms.Field(label=_("您的选择"), required=False, widget=first)
        self.choices: list[int] = self._read() if self.is_bound else []

    @property
    def is_ranked(self) -> bool:
        return self.vote.voting_method == Method.RANKED

    def _read(self) -> list[int]:
        """Return the numbers that came; 0 stands for what is no number, so that the rules refuse it."""
        if not self.is_ranked:
            return [_number(text) for text in self.data.getlist("choice")]
        ranks = {
            name.removeprefix("rank-"): text for name, text in self.data.items() if name.startswith("rank-") and text
        }
        placed = sorted((_number(rank), _number(name)) for name, rank in ranks.items())
        self.has_equal_ranks = len({rank for rank, _name in placed}) < len(placed)
        return [number for _rank, number in placed]

    has_equal_ranks = False

    def clean(self):
        data = super().clean()
        vote = self.vote
        fault = rules.fault_of(self.choices, vote.voting_method, vote.least, vote.most, len(vote.candidate_list))
        if self.has_equal_ranks and not fault:
            fault = "double"
        if fault:
            self.add_error("choice", words_of(fault, vote))
        return data

    @property
    def missing(self) -> str:
        return words_of("few", self.vote)

    def options(self) -> list[dict[str, Any]]:
        """Return the lines of the paper: each candidate, its number, and what the voter has put there so far."""
        ranks = {number: rank for rank, number in enumerate(self.choices, start=1)} if self.is_ranked else {}
        return [
            {
                "candidate": candidate,
                "number": number,
                "is_chosen": number in self.choices,
                "rank": ranks.get(number, 0),
            }
            for number, candidate in enumerate(self.page.candidate_list, start=1)
        ]


class ReceiptForm(forms.Form):
    """Asks for a receipt, to look whether its ballot is in the count."""

    receipt = forms.CharField(
        label=_("回执"),
        max_length=80,
        widget=forms.TextInput(attrs=OF_A_CODE),
        error_messages={"required": _("请填写投票后得到的回执。")},
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
