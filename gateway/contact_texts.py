"""The texts of contacts as they may be shown and searched without a reason: masked, and in keyed tokens.

Masking takes out what has the shape of personal data, the names Sudachi sees, and what the record knows of the
verified customer. A rare name of somebody else in free prose stays readable; only its search is still by digests.
"""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from casework.cases.records import get_case
from casework.errors import CaseNotFoundError
from casework.procedures.spec import FieldType, Procedure
from conversation.tables import ContactRow
from crm_adapter.model import CustomerId
from crm_adapter.port import Crm, CustomerNotFoundError
from database.vault import Vault
from insight.search_tokens import SearchWords, is_too_short
from knowledge.known_terms import Known, shapes_of
from knowledge.masking import mask_passage
from knowledge.tokens import Tokenizer, load_tokenizer

TOKENS = "contacts.search_tokens"
TOKEN_BYTES = 5

Mask = Callable[[str], str]


class QueryTooShortError(Exception):
    """A search for one character would find everything or nothing; kanji are words and may be looked up alone."""

    code = "query_too_short"


@dataclass(frozen=True)
class ContactTexts:
    """Not for several threads at once: Sudachi lends its dictionary out."""

    crm: Crm
    procedures: Mapping[str, Procedure]
    tokenizer: Tokenizer
    words: SearchWords

    async def addresses_in_cases(self, session: AsyncSession, vault: Vault, contact: ContactRow) -> Sequence[str]:
        """Addresses the customer gave in this contact's cases; the record may not have them, or no longer."""
        found: list[str] = []
        for case_no in contact.case_nos:
            with suppress(CaseNotFoundError):
                case = await get_case(session, vault, case_no)
                procedure = self.procedures.get(case.procedure)
                asked = procedure.fields if procedure is not None else ()
                given = [case.fields.get(field.name) for field in asked if field.type is FieldType.address]
                found += [str(address) for address in given if address]
        return found

    async def mask_for(self, customer_id: str | None, addresses: Sequence[str] = ()) -> Mask:
        """Masks everybody's contact data, and this customer's name and addresses however they are spelled."""
        shapes = shapes_of(await self._known(customer_id, addresses))
        return lambda text: mask_passage(text, self.tokenizer.person_names, shapes)

    async def _known(self, customer_id: str | None, addresses: Sequence[str]) -> Known:
        if customer_id is None:
            return Known(addresses=addresses)
        try:
            customer = await self.crm.get_customer(CustomerId(customer_id))
        except CustomerNotFoundError:
            return Known(addresses=addresses)
        policies = await self.crm.list_policies(customer.customer_id)
        mailing = [policy.mailing_address for policy in policies if policy.mailing_address]
        return Known((customer.name, customer.name_kana), (*addresses, customer.address, *mailing))

    def search_tokens(self, vault: Vault, masked: str) -> frozenset[str]:
        """Digests only the key can make: the column says nothing to whoever reads the table."""
        return frozenset(_digest(vault, token) for token in self.words.tokens(masked))

    def tsquery_of(self, vault: Vault, query: str) -> str | None:
        """A tsquery of digests, so nothing a person types reaches its grammar; None when nothing can be looked up.

        Raise QueryTooShortError.
        """
        terms = self.words.terms(query)
        if is_too_short(query, terms):
            raise QueryTooShortError("One character is too few to search for.")
        spelled = (" | ".join(_all_of(vault, tokens) for tokens in term.spellings) for term in terms)
        return " & ".join(f"({term})" for term in spelled) or None


def open_contact_texts(crm: Crm, procedures: Mapping[str, Procedure]) -> ContactTexts:
    """Opens Sudachi's dictionary; a tenth of a second."""
    return ContactTexts(crm, procedures, load_tokenizer(), SearchWords())


def _all_of(vault: Vault, tokens: Iterable[str]) -> str:
    return "(" + " & ".join(_digest(vault, token) for token in tokens) + ")"


def _digest(vault: Vault, token: str) -> str:
    """A word to PostgreSQL whatever its language: a letter, then letters and digits."""
    return "t" + base64.b32encode(vault.index(TOKENS, token)[:TOKEN_BYTES]).decode().lower()
