"""Contact texts for tests: Sudachi's dictionary of a hundred megabytes is opened once, whatever desk they belong to."""

from functools import cache

from gateway.api.desk import StaffDesk
from gateway.contact_texts import ContactTexts
from insight.search_tokens import SearchWords
from knowledge.tokens import Tokenizer, load_tokenizer


@cache
def _dictionaries() -> tuple[Tokenizer, SearchWords]:
    return load_tokenizer(), SearchWords()


def texts_of(desk: StaffDesk) -> ContactTexts:
    tokenizer, words = _dictionaries()
    return ContactTexts(desk.crm, desk.procedures, tokenizer, words)
