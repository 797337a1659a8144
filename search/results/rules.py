"""Which of two results that have the words alike comes first. Pure."""

from collections import defaultdict
from collections.abc import Mapping

from search.choices import ARTICLE_KIND
from unionsite.laws.choices import Category

# Cases among the statutes of the law library.
CASES = f"{ARTICLE_KIND}{Category.CASE}"
# Who asks in everyday words wants the answer that was written for the question, then what the union replied to somebody
# who asked the same, then what the site says about the matter; statutes and the courts' cases say it in other words.
PRECEDENCE = {"rights.rightsanswerpage": 1.7, "interact.answerpage": 1.45, "case": 1.0}
OF_PIECES = 1.1
# How much the best articles of a statute say for each of them, and how many count.
MOST_BOOST = 0.6
BEST_ARTICLES = 10


def precedence(kind: str) -> float:
    """Return the factor of a result by the `kind` of its entry, for a query that names neither statute nor article."""
    # Only kinds of pieces have no dot: other pages are named by their model, articles by the category of the statute.
    return PRECEDENCE.get(kind, 1.0 if "." in kind else OF_PIECES)


def boosts(families: Mapping[int, str], scores: Mapping[int, float]) -> dict[int, float]:
    """Return the factor of each article by how good the best of its statute are: a statute about the matter answers
    better than one that mentions it. `families` are the articles found with their statutes, or `CASES`."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for key, family in families.items():
        found[family].append(scores[key])
    top = max(scores.values(), default=0.0) or 1.0
    best = {
        family: 1 + MOST_BOOST * sum(sorted(values, reverse=True)[:BEST_ARTICLES]) / BEST_ARTICLES / top
        for family, values in found.items()
        if family != CASES
    }
    return {key: best.get(family, 1.0) for key, family in families.items()}
