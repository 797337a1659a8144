"""What a server loads before it makes its workers, so that they share the memory of the words."""

import logging

from django.db import DatabaseError

from search.analysis.correction import Corrector
from search.analysis.dictionary import Dictionary, shipped_dictionary
from search.analysis.normalise import fold_common
from search.typed_query import corrector_of
from search.words.queries import dictionary_now

logger = logging.getLogger(__name__)


def warm_up() -> None:
    """Load the dictionary, the tables of the correction and the folded characters; call it once, before the fork.

    The words of editors and the names of the site are read from the database as they are now; a worker makes its own
    only when they have changed since. Without a database the shipped lists alone are loaded.
    """
    fold_common()
    try:
        dictionary = dictionary_now()
        corrector = corrector_of(dictionary)
    except DatabaseError as error:
        logger.warning("The words of this site cannot be read before the fork: %s", type(error).__name__)
        dictionary = shipped_dictionary()
        corrector = Corrector(dictionary)
    _use(dictionary, corrector)


def _use(dictionary: Dictionary, corrector: Corrector) -> None:
    """Make what is only made when it is first needed."""
    dictionary.cut("劳动合同期满")
    corrector.prepare()
