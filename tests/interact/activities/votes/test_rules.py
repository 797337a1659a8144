"""Counting against elections worked by hand; which ballots are valid."""

import pytest

from interact.activities.votes import rules
from interact.activities.votes.rules import Method


@pytest.mark.parametrize(
    ("ballot", "method", "least", "most", "fault"),
    [
        ([1], Method.SINGLE, None, None, ""),
        ([], Method.SINGLE, None, None, "few"),
        ([1, 2], Method.SINGLE, None, None, "many"),
        ([4], Method.SINGLE, None, None, "foreign"),
        ([0], Method.SINGLE, None, None, "foreign"),
        ([1, 2], Method.MULTIPLE, 2, 2, ""),
        ([1], Method.MULTIPLE, 2, 2, "few"),
        ([1, 2, 3], Method.MULTIPLE, 1, 2, "many"),
        ([1, 1], Method.MULTIPLE, None, None, "double"),
        ([1, 2, 3], Method.APPROVAL, None, None, ""),
        ([], Method.APPROVAL, None, None, "few"),
        ([3, 1], Method.RANKED, None, None, ""),
        ([3, 3], Method.RANKED, None, None, "double"),
    ],
)
def test_what_a_valid_ballot_is(ballot, method, least, most, fault):
    assert rules.fault_of(ballot, method, least, most, 3) == fault


def test_equal_ballots_look_equal():
    assert rules.in_order([3, 1], Method.APPROVAL) == (1, 3)
    assert rules.in_order([3, 1], Method.RANKED) == (3, 1)
    assert rules.digest_of([(1, 3), (2,)]) == rules.digest_of([(2,), (1, 3)])
    assert rules.digest_of([(2,)]) != rules.digest_of([(2,), (2,)])


class TestCounting:
    def test_the_most_votes_win(self):
        result = rules.tally([(1,), (2,), (2,)], Method.SINGLE, 3)
        assert result.votes == {1: 1, 2: 2, 3: 0}
        assert (result.elected, result.tied) == ((2,), ())

    def test_every_choice_counts_once_in_a_vote_of_several(self):
        result = rules.tally([(1, 2), (2, 3), (2,)], Method.APPROVAL, 3, seats=2)
        assert result.votes == {1: 1, 2: 3, 3: 1}
        # Two are level for the second place, so nobody gets it.
        assert (result.elected, result.tied) == ((2,), (1, 3))

    def test_a_tie_elects_nobody(self):
        result = rules.tally([(1,), (2,)], Method.SINGLE, 3)
        assert (result.elected, result.tied) == ((), (1, 2))

    def test_nobody_is_elected_without_a_vote(self):
        assert rules.tally([], Method.SINGLE, 3).elected == ()
        assert rules.tally([(1,)], Method.SINGLE, 3, seats=3).elected == (1,)

    @pytest.mark.parametrize(("threshold", "elected"), [(None, (2,)), (60, (2,)), (61, ())])
    def test_the_threshold_is_a_share_of_the_ballots(self, threshold, elected):
        ballots = [(2,), (2,), (2,), (1,), (3,)]
        assert rules.tally(ballots, Method.SINGLE, 3, threshold=threshold).elected == elected

    @pytest.mark.parametrize(("eligible", "elected"), [(10, (2,)), (11, ())])
    def test_without_the_quorum_the_result_is_void(self, eligible, elected):
        result = rules.tally([(2,)] * 5, Method.SINGLE, 3, quorum=50, eligible=eligible)
        assert result.elected == elected
        assert result.has_quorum is bool(elected)


class TestRankedByHand:
    def test_first_choices_alone_decide_when_more_than_half(self):
        ballots = [(1, 2)] * 3 + [(2, 1)] * 2
        (only,) = rules.instant_runoff(ballots, 3)
        assert only.votes == {1: 3, 2: 2, 3: 0}
        assert rules.tally(ballots, Method.RANKED, 3).elected == (1,)

    def test_tennessee(self):
        """The textbook election: 42 Memphis > Nashville > Chattanooga > Knoxville, and so on; Knoxville wins."""
        memphis, nashville, chattanooga, knoxville = 1, 2, 3, 4
        ballots = [
            *[(memphis, nashville, chattanooga, knoxville)] * 42,
            *[(nashville, chattanooga, knoxville, memphis)] * 26,
            *[(chattanooga, knoxville, nashville, memphis)] * 15,
            *[(knoxville, chattanooga, nashville, memphis)] * 17,
        ]
        result = rules.tally(ballots, Method.RANKED, 4)
        assert [one.eliminated for one in result.rounds] == [(chattanooga,), (nashville,), ()]
        assert result.rounds[1].votes == {memphis: 42, nashville: 26, knoxville: 32}
        assert result.rounds[2].votes == {memphis: 42, knoxville: 58}
        assert result.elected == (knoxville,)
        assert result.votes == {memphis: 42, nashville: 26, chattanooga: 15, knoxville: 17}

    def test_ballots_with_no_choice_left_are_exhausted(self):
        ballots = [(1,)] * 4 + [(2,)] * 3 + [(3,)] * 2
        result = rules.tally(ballots, Method.RANKED, 3)
        # 4 of 9 is no majority; without 3, 4 of the 7 left is one.
        assert [(one.eliminated, one.exhausted) for one in result.rounds] == [((3,), 0), ((), 2)]
        assert result.elected == (1,)

    def test_a_tie_for_the_last_place_is_broken_by_the_round_before(self):
        ballots = [(1,)] * 5 + [(2, 3)] * 3 + [(3, 2)] * 2 + [(4, 3)] * 1
        rounds = rules.instant_runoff(ballots, 4)
        # After 4 is out, 2 and 3 have three each; 3 had fewer before.
        assert rounds[1].votes == {1: 5, 2: 3, 3: 3}
        assert rounds[1].eliminated == (3,)
        # 3 > 2 twice goes to 2, the ballot of 4 > 3 is exhausted.
        assert rounds[2].votes == {1: 5, 2: 5}
        result = rules.tally(ballots, Method.RANKED, 4)
        assert (result.elected, result.tied) == ((), (1, 2))

    def test_those_never_apart_go_out_together(self):
        ballots = [(1,)] * 3 + [(2, 1)] + [(3, 1)]
        rounds = rules.instant_runoff([*ballots, (4, 1), (4, 1)], 4)
        assert rounds[0].eliminated == (2, 3)
        assert rounds[1].votes == {1: 5, 4: 2}

    def test_no_ballots_no_winner(self):
        result = rules.tally([], Method.RANKED, 3)
        assert (result.elected, result.tied) == ((), ())
