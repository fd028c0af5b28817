"""Yes or no, where the interview itself asks."""

from casework.fields.parsed import ParseContext, Unclear
from casework.fields.yes_no import parse_yes_no


def read_yes_no(text: str, context: ParseContext, *, fine_means: bool | None = None) -> bool | None:
    """None when it is neither. `fine_means` says how 「大丈夫です」 is to be taken."""
    parsed = parse_yes_no(text, context, fine_means=fine_means)
    return None if isinstance(parsed, Unclear) else parsed.value
