"""The postal code of a town: the reverse of `resolve_postal_code`, for customers who do not know theirs."""

import json

from casework.fields.postal_areas import rows_of_city, town_name


def postal_code_of(prefecture: str, city: str, town: str) -> str | None:
    """Seven digits when exactly one code serves the town, else None: a code is never guessed."""
    codes = set()
    for code, data in rows_of_city(prefecture, city):
        entry = json.loads(data)
        if any(town_name(item) == town for item in (entry, *(entry.get("alternates") or ()))):
            codes.add(code)
    return codes.pop() if len(codes) == 1 else None
