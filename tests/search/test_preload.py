"""What a server loads before it makes its workers."""

import pytest
from django.db import OperationalError, connection

from search.analysis.dictionary import shipped_dictionary
from search.typed_query import current_corrector, warm_up
from search.words.queries import _made_of, current_dictionary
from unionsite.core import generation


@pytest.mark.django_db
def test_the_first_search_of_a_worker_makes_nothing_anew():
    warm_up()
    # A worker has its own memory of the site, and the same words.
    generation.forget()
    tables = vars(current_corrector())
    assert {"_by_sound", "_by_shape", "_candidates"} <= tables.keys()
    assert tables["dictionary"] is current_dictionary()


@pytest.mark.django_db
def test_without_a_database_the_shipped_words_are_loaded(caplog):
    def refuse(*_statement):
        raise OperationalError

    _made_of.cache_clear()
    with connection.execute_wrapper(refuse):
        warm_up()
    assert "The words of this site cannot be read before the fork: OperationalError" in caplog.text
    assert shipped_dictionary().synonyms("年假")
