"""Pure rules of voting: the ways, which ballots are valid, how each way is counted, when results are shown."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Method(TextChoices):
    SINGLE = "single", _("单选：选一项")
    MULTIPLE = "multiple", _("多选：选规定的项数")
    APPROVAL = "approval", _("赞成投票：赞成几项就选几项")
    RANKED = "ranked", _("排序投票：按喜欢的先后排名次")


class ResultRule(TextChoices):
    """When the result is shown. Before, nobody sees it: ballots are sealed in the database."""

    ALWAYS = "always", _("随时公布")
    AFTER_VOTING = "after_voting", _("投票后可见")
    AT_CLOSE = "at_close", _("截止后公布")


MAX_CANDIDATES = 60
NAME_LENGTH = 80
# A ballot is sealed in as many bytes whatever it says.
BALLOT_LENGTH = 3 * MAX_CANDIDATES


# A ballot: the numbers of the candidates chosen (1 is the first), for a ranked vote in the order of preference.
Ballot = tuple[int, ...]


def limits(method: str, least: int | None, most: int | None, candidates: int) -> tuple[int, int]:
    """Return how many candidates a ballot must name at least and at most."""
    if method == Method.SINGLE:
        return 1, 1
    if method == Method.MULTIPLE:
        return least or 1, most or candidates
    return 1, candidates


def fault_of(ballot: Sequence[int], method: str, least: int | None, most: int | None, candidates: int) -> str:
    """Return what is wrong with a ballot: "foreign", "double", "few" or "many"; empty for a valid one."""
    if any(not 1 <= number <= candidates for number in ballot):
        return "foreign"
    if len(set(ballot)) < len(ballot):
        return "double"
    fewest, greatest = limits(method, least, most, candidates)
    if len(ballot) < fewest:
        return "few"
    return "many" if len(ballot) > greatest else ""


def in_order(ballot: Sequence[int], method: str) -> Ballot:
    """Return a ballot in its one form: ranked as it is, otherwise by number, so that equal ballots look equal."""
    return tuple(ballot) if method == Method.RANKED else tuple(sorted(ballot))


def digest_of(ballots: Iterable[Ballot]) -> str:
    """Return the SHA-256 of all ballots in sorted order, one on each line: the mark of a published count."""
    lines = sorted(",".join(map(str, ballot)) for ballot in ballots)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Round:
    """One round of a ranked count: votes of those still in, who went out, and ballots with no choice left."""

    votes: dict[int, int]
    eliminated: tuple[int, ...]
    exhausted: int


@dataclass(frozen=True)
class Tally:
    """The result. `votes` by candidate (of a ranked vote: first preferences); `elected` in order; `tied` share the last
    places, so that none of them is elected without a new vote; `rounds` only of a ranked vote."""

    ballots: int
    votes: dict[int, int]
    elected: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    rounds: tuple[Round, ...] = field(default=())
    has_quorum: bool = True


def tally(
    ballots: Sequence[Ballot],
    method: str,
    candidates: int,
    *,
    seats: int = 1,
    threshold: int | None = None,
    quorum: int | None = None,
    eligible: int | None = None,
) -> Tally:
    """Count valid ballots. `threshold`: percent of the ballots that who is elected must reach; `quorum`: percent of the
    `eligible` who must have voted. Without the quorum nobody is elected."""
    numbers = range(1, candidates + 1)
    given = Counter(number for ballot in ballots for number in (ballot[:1] if method == Method.RANKED else ballot))
    votes = {number: given[number] for number in numbers}
    has_quorum = reaches(len(ballots), quorum, eligible)
    if method == Method.RANKED:
        rounds = instant_runoff(ballots, candidates)
        last = rounds[-1].votes if rounds else {}
        ahead = [number for number in last if last[number] == max(last.values()) and last[number]]
        elected, tied = (tuple(ahead), ()) if len(ahead) == 1 else ((), tuple(ahead))
        if elected and not reaches(last[elected[0]], threshold, len(ballots)):
            elected = ()
    else:
        rounds = ()
        able = [number for number in numbers if votes[number] and reaches(votes[number], threshold, len(ballots))]
        elected, tied = first_places(votes, able, seats)
    if not has_quorum:
        elected, tied = (), ()
    return Tally(len(ballots), votes, elected, tied, rounds, has_quorum)


def reaches(number: int, percent: int | None, whole: int | None) -> bool:
    """Whether `number` is at least `percent` of `whole`; no percentage asks for nothing."""
    return percent is None or not whole or number * 100 >= percent * whole


def first_places(votes: dict[int, int], able: Sequence[int], seats: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return (elected, tied for the last seats) of those who may be elected, the most votes first."""
    ranked = sorted(able, key=lambda number: (-votes[number], number))
    if len(ranked) <= seats:
        return tuple(ranked), ()
    last = votes[ranked[seats - 1]]
    if votes[ranked[seats]] != last:
        return tuple(ranked[:seats]), ()
    return (
        tuple(number for number in ranked if votes[number] > last),
        tuple(number for number in ranked if votes[number] == last),
    )


def instant_runoff(ballots: Sequence[Ballot], candidates: int) -> tuple[Round, ...]:
    """Count in rounds until somebody has more than half of the ballots that still name someone, or all left are equal.

    In each round the one with the fewest votes goes out and their ballots pass to the next choice. Among several with
    the fewest, the one who had fewer in the latest earlier round where they differed goes out; if they never differed,
    all of them go out together, so that no lot decides.
    """
    remaining = set(range(1, candidates + 1))
    history: list[dict[int, int]] = []
    rounds: list[Round] = []
    while remaining:
        first = Counter(next((number for number in ballot if number in remaining), 0) for ballot in ballots)
        votes = {number: first[number] for number in sorted(remaining)}
        total, top, low = sum(votes.values()), max(votes.values()), min(votes.values())
        if top * 2 > total or top == low:
            rounds.append(Round(votes, (), first[0]))
            break
        out = _weakest([number for number in votes if votes[number] == low], history)
        rounds.append(Round(votes, tuple(sorted(out)), first[0]))
        history.append(votes)
        remaining -= set(out)
    return tuple(rounds)


def _weakest(fewest: list[int], history: Sequence[dict[int, int]]) -> list[int]:
    for votes in reversed(history):
        if len(fewest) == 1:
            break
        low = min(votes[number] for number in fewest)
        fewest = [number for number in fewest if votes[number] == low]
    return fewest
