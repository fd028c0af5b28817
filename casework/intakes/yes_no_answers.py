"""Yes or no, where the interview itself asks, and whole sentences that repeat the question's verb."""

import re

from casework.fields.normalise import normalise
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.yes_no import parse_yes_no

_CHANGES = re.compile(
    r"変わ(?:ります(?!か)|りました(?!か)|りそう|る(?!か|の)|った|ってい?ます)|変更(?:になり|し|あり|です|が?あります)"
    r"|移(?:ります|します|す|る|動します)(?!か)|持って(?:い|行|ゆ)(?:きます|く)(?!か)"
)
_STAYS = re.compile(
    r"変わ(?:りません|らない|らん|らへん|らず|ってい?ません|ってない)|変更(?:は|も)?(?:なし|無し|ない|ありません|しません|ございません)"
    r"|同じ|おなじ|そのまま|今までどおり|今まで通り|(?:送り先|送付先|書類|郵便|郵送先|連絡先)(?:の(?:住所|変更))?(?:だけ|のみ)"
)
_PARTLY = r"[^、。]{0,3}?(?:だけ|のみ)(?!(?:変わら|変わりません|そのまま|同じ))"
_ONLY_MAIL = re.compile(r"(?:送り先|送付先|書類|郵便|郵送先|連絡先)(?:の(?:住所|変更))?(?:だけ|のみ)")
_ASKED_WHETHER_CHANGES = "変わりますか"
_PARTLY_HINT = "一部でも変わる場合は「はい」、まったく変わらない場合は「いいえ」とお答えいただけますか。"


def read_yes_no(text: str, context: ParseContext, *, fine_means: bool | None = None) -> bool | None:
    """None when it is neither. `fine_means` says how 「大丈夫です」 is to be taken."""
    parsed = parse_yes_no(text, context, fine_means=fine_means)
    return None if isinstance(parsed, Unclear) else parsed.value


def read_whether(
    prompt: str, names: tuple[str, ...], text: str, context: ParseContext, *, fine_means: bool | None
) -> Parsed[bool] | Unclear:
    """The answer to `prompt`, also as 「車も持っていくので変わります」. `names` are words for what is asked about.

    「いえ、家財だけです」 says no and means a part: it is asked once more instead of being taken for a no.
    """
    parsed = parse_yes_no(text, context, fine_means=fine_means)
    if _ASKED_WHETHER_CHANGES not in prompt:
        return parsed
    written = normalise(text)
    rest = written if isinstance(parsed, Unclear) else parsed.remainder
    is_part = any(re.search(re.escape(name) + _PARTLY, rest) for name in names)
    if is_part and not _ONLY_MAIL.search(rest):
        if _CHANGES.search(rest) and (isinstance(parsed, Unclear) or parsed.value):
            return _whether(changes=True, text=written)
        return Unclear(Reason.ambiguous, _PARTLY_HINT)
    if not isinstance(parsed, Unclear):
        contradicted = _STAYS.search(rest) if parsed.value else _CHANGES.search(rest)
        return Unclear(Reason.contradictory, _PARTLY_HINT) if contradicted else parsed
    changes, stays = bool(_CHANGES.search(written)), bool(_STAYS.search(written))
    if changes and stays:
        return Unclear(Reason.contradictory, _PARTLY_HINT)
    return _whether(changes=changes, text=written) if changes or stays else parsed


def _whether(*, changes: bool, text: str) -> Parsed[bool]:
    return Parsed(changes, text, confident=True, spoken="はい" if changes else "いいえ")
