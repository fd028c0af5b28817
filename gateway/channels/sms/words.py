"""Words that steer the sending of SMS, and only as the whole message: inside a sentence they are ordinary language.

CANCEL, END and QUIT might answer a question of ours, yet they stop our messages: the carrier takes each of STOP,
STOPALL, UNSUBSCRIBE, CANCEL, END and QUIT as an opt-out before we hear of it and then refuses what we send (21610),
so a customer whose CANCEL we took for an answer would write to a counter that cannot reply. YES lifts the carrier's
block too but is an answer here, and whoever is opted out with us is not written to whatever the carrier would allow.

Japanese words are ours alone, so only those count that say nothing else: 解除 and キャンセル are answers in a procedure
(a contract may be cancelled, an entry given up), 配信解除 is not.
"""

import re
import unicodedata
from enum import StrEnum


class Word(StrEnum):
    opt_out = "opt_out"
    opt_in = "opt_in"
    help = "help"


_WORDS = {
    Word.opt_out: """STOP STOPALL UNSUBSCRIBE CANCEL END QUIT
        停止 ストップ 配信停止 配信解除 配信ストップ 受信停止 受信拒否 送信停止""",
    Word.opt_in: "START UNSTOP 再開 配信再開 受信再開 送信再開",
    Word.help: "HELP INFO ヘルプ",
}
_WORD_OF = {text: word for word, texts in _WORDS.items() for text in texts.split()}
# Marks and invisible characters around a word; NFKC has made full-width ones plain.
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def word_of(body: str) -> Word | None:
    """The word the whole message consists of, in any width or case and whatever marks stand around it."""
    plain = unicodedata.normalize("NFKC", body)
    visible = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return _WORD_OF.get(_AROUND.sub("", visible).upper())


def is_blank(body: str) -> bool:
    """Whether nobody could see anything of the message."""
    return all(unicodedata.category(c)[0] in "ZC" for c in body)
