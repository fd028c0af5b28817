"""What staff may ask of the contact log, as it stands in a query."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from conversation.model import Channel
from database.vault import Vault
from gateway.api.contact_search import ContactQuery, uuid_or_none
from gateway.api.moments import end_of, start_of
from gateway.api.paging import Code, PageQuery
from gateway.contact_texts import ContactTexts, QueryTooShortError
from gateway.errors import ApiError


def _blank_is_none(text: str | None) -> str | None:
    return (text or "").strip() or None


class ContactFilter(PageQuery):
    channel: Channel | None = None
    customer_id: Code | None = None
    contact_reason: Code | None = None
    disposition: Code | None = None
    agent_id: Code | None = None
    q: Annotated[str | None, Field(max_length=200, pattern=r"^[^\x00]*$"), AfterValidator(_blank_is_none)] = None
    since: Annotated[datetime | None, BeforeValidator(start_of), Field(alias="from")] = None
    until: Annotated[datetime | None, BeforeValidator(end_of), Field(alias="to")] = None

    def query(self, texts: ContactTexts, vault: Vault) -> ContactQuery:
        """Raise ApiError `query_too_short`."""
        return ContactQuery(
            channel=self.channel,
            customer_id=self.customer_id,
            contact_reason=self.contact_reason,
            disposition=self.disposition,
            agent_id=self.agent_id,
            q=self.q,
            tsquery=self._tsquery(texts, vault),
            since=self.since,
            until=self.until,
        )

    def in_words(self) -> str:
        """The filters that were set, to say later what somebody had asked for."""
        given = self.model_dump(mode="json", exclude_none=True, exclude={"limit", "cursor"})
        return ", ".join(f"{name}={value}" for name, value in given.items()) or "-"

    def _tsquery(self, texts: ContactTexts, vault: Vault) -> str | None:
        if self.q is None or uuid_or_none(self.q) is not None:
            return None
        try:
            return texts.tsquery_of(vault, self.q)
        except QueryTooShortError as error:
            message = "検索する言葉は2文字以上で入力してください。漢字は1文字でも検索できます。"
            raise ApiError(error.code, 422, message, {"q": "2文字以上で入力してください。"}) from error
