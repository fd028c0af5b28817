"""Yes and no in everyday words and dialects. A wrong yes is worse than a second question."""

import re
from collections.abc import Sequence
from functools import cache

from casework.fields.normalise import normalise, strip_fillers, to_hiragana
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear

# All in hiragana and kanji: the answer's katakana is folded before it is compared.
_YES = (
    "はいはい はい はーい はあい ええよ ええで ええわ ええですよ ええ うんうん うん うむ そうそう そうです"
    " そうだ そうや そや せや せやな せやね そやな そやね そうやね そうやな そうじゃ ほうじゃ ほうや ほや"
    " そうだべ だべ んだんだ んだ んだす んですね そうっす そうね そうだね そうですね そう 左様 さようです"
    " その通り そのとおり 仰る通り おっしゃる通り おっしゃるとおり それでいい それで良い それでいいです"
    " それで大丈夫 それで結構 それでけっこう それでお願い それでおねがい これで大丈夫 これでいい これで良い"
    " これでお願い いいですよ 良いですよ いいよ 良いよ いいとも いいですとも よかよ よかばい よかです"
    " 構いません かまいません かまわない 構わない かまへん 合ってます 合っています あってます あっています"
    " 合ってる あってる 合うてる あってるよ 間違いない 間違いはありません 間違いはない 間違いはございません"
    " 間違いありません 間違いございません まちがいない まちがいありません 相違ありません 間違ってません"
    " 間違っていません 間違ってない 違いません 問題ありません 問題ない 問題ないです 進めてください"
    " それで進めてください はぁい 正しい ただしい もちろん 勿論 おっけー おっけ おけ おーけー ok okay okです"
    " yes yeah yep y いえす お願い おねがい よろしくお願い 宜しくお願い よろしく 頼みます 頼む たのむ"
    " たのんます 頼んます 希望します 希望 必要です 必要 要ります 要る いります します しました しています"
    " している してます してる あります ある います いる できます できる 届けました 届け出ました 了承 承知"
    " せやせや そうやねん そうばい そうたい そうですたい んだべ んだな そっす お願いできますか お願いしたい ぜひ 是非"
    " それでええ それでよろしい 違いない 当然 ほんまや そうして そうしてください そうしてほしい そうどす だな そうだ"
    " 持ってます 合うてる あうてる 合うとる 合っております あっております"
    " 同意します 同意 確認しました わかりました 分かりました かしこまりました 👌 🙆 👍 ⭕ ○ 〇"
)
_NO = (
    "いいえ いえいえ いえ いーえ いやいや いや いやや いやだ いやです 嫌です 嫌 やだ いんや いやぁ いやあ いやー"
    " いんにゃ んにゃ"
    " うんにゃ ううん うーうん 違います 違う 違うよ 違うわ ちがいます ちがう ちがうよ 違った 合ってません"
    " 合っていません 合ってない あってません あってない 違って 違くて ちゃいます ちゃうちゃう ちゃう ちゃうで"
    " ちゃうわ そうじゃない そうじゃなくて そうじゃありません そうではない そうではありません そうではなく"
    " そやない そやなくて せやない そうやない そうやなくて 間違い 間違っています 間違ってます 間違ってる"
    " 間違えました まちがい まちがってます まちがってる だめ だめです 駄目 あかん あきません いけません いかん"
    " よくない よくありません 良くない いらん いらない いりません いらへん いりまへん いらんわ いらんです"
    " 要らない 要りません 要らん 不要 必要ない 必要ありません 必要ないです 結構じゃない 遠慮します 遠慮"
    " やめます やめとく やめときます やめておきます やめて 止めます しません しない せえへん せん したくない"
    " してません していません してない していない まだ ありません ない ないです なし なかった おりません"
    " ちゃうねん しとらん しとりません してへん してまへん ございません あらへん なかとです 全く違います 特にない"
    " 特にありません 特になし 特には そうじゃねえ んでねえ そうでねえ"
    " それちゃいます それちゃう それは違います それ違います それはちがいます それちがいます"
    " いません いない できません できない 大丈夫じゃない 大丈夫ではない no nope n のー のう 🙅 ❌ ✖ ×"
)
# Polite refusal or consent, depending on the question.
_FINE = "大丈夫 だいじょうぶ 結構 けっこう いい 良い"
_PARTICLES = re.compile(
    "(?:だと思(?:う|います)|と思(?:う|います)|です|でした|ます|お願い(?:いた)?します|致します|ん(?=です)|おねがいします"
    r"|(?:いた)?します|ございます|だ|や|で|わ|よ|ね|な|の|さ|っす|けど|が|ー|っ)*+(?=$|[、。,.!?~…\s])"
)
_BREAK = re.compile(r"^[、。,.!?~…\s]*")
_HESITATION = re.compile(
    "^(?:うー+ん|んー+|どうだろ|どうしよ|どうかな|微妙|たぶん違|どちらとも"
    "|どっちとも|場合による|わからない|分からない|わかりません|分かりません)"
)
# Speech recognition writes no comma, so these words may be followed by anything …
_OPENERS = frozenset({"はい", "いいえ"})
# … and these by what is clearly another word.
_SHORT = frozenset(
    {
        "うん",
        "ええ",
        "いや",
        "いえ",
        "ううん",
        "そうです",
        "違います",
        "ちゃう",
        "違う",
        "そうじゃなくて",
        "そうではなく",
    }
)
# Said twice, or before another yes or no, without a pause: そうですそうです, ええはい, いんや違う.
_DOUBLED = frozenset(
    {
        "ええ",
        "うん",
        "そうです",
        "そう",
        "ちがう",
        "違う",
        "いんや",
        "いや",
        "いやいや",
        "そうやで",
        "せやで",
        "いえ",
        "あっ",
        "ちゃう",
        "ちゃいます",
        "違います",
        "ちがいます",
        "はい",
        "そうや",
    }
)
_CONTENT = re.compile("[0-9A-Za-z一-龠ァ-ヶ]")
_CONTRADICTION = re.compile(
    "^(?:でも|だけど|けど|ただ|いや)|いいえ|(?<!間)違(?:う|い(?!な)|っ|え)|(?<![いまた])ちが[ういっ]"
    "|(?:じゃ|では)な|ちゃう|間違(?:っ|え|い(?!は?(?:な|あり|ござ)))"
)
_LEAD = re.compile(
    "^(?:(?:たぶん|多分|おそらく|恐らく|きっと|もう|一応|いちおう|ああ|あ[っー]?|ちょっと|少し"
    "|全部|全て|すべて|全然)[、 ]?){1,2}?(?=.)"
    "|^(?:そちら|こちら|その|この|それ|これ)の?(?:内容|住所|名前|番号|とおり|通り)?で(?=合|あって|間違い|問題)"
)
_MAYBE = re.compile("かも|たぶん|多分|おそらく|と思う|と思います|はず")

# 「違わない」, 「ないわけではない」 and 「いいえではない」 deny what denies: nobody should guess.
_DOUBLE_NEGATIVE = re.compile(
    "(?:と|って)(?:言|い)いたい|違わ(?:ない|ん|へん|ねえ)|違くは?ない|(?:な[いくき]|ません).{0,6}"
    "(?:わけ|訳|こと|事)(?:では|じゃ|で|も)?な|なくは?(?:も)?(?:ない"
    "|ありません)"
    "|違うわけ|(?:いいえ|いえ|はい)(?:では|じゃ)(?:な|あり)|(?:かも|ような).+(?:かも|ような)"
)
_ASKS_BACK = re.compile(r"^(?:はい|え|ええ)[?]+$")
_VERBS = "し|使っ|つかっ|持っ|もっ|住ん|入っ|乗っ|届い|出し|受け取っ|もらっ|払っ|やっ|行っ|加入し|契約し|引っ越し"
_DOES_NOT = re.compile(
    f"(?:まだ|特に|全然|全く|一度も|今は|もう)?[、 ]?(?:{_VERBS})[てで]"
    "(?:い|おり|は?い)?(?:ません|ない|まへん|へん)(?:です|よ|ね|が"
    "|けど|わ)*"
)
_DOES = re.compile(
    rf"(?:もう|全部|すでに|既に|今も|ちゃんと)?[、 ]?(?:{_VERBS})[てで](?:い|おり)?(?:ます|る)(?:よ|ね|が|けど|わ)*"
)
_TAKES_BACK = re.compile(
    "[、。 ]*(?:じゃなく(?:って|て)?|ではなく(?:て)?|やなくて|(?:あ[っー]?[、。 ]*)?(?:間違え(?:まし)?た"
    "|まちがえ(?:まし)?た|(?<!間)違(?:う|った|い(?:ます|ました)))|訂正(?:します)?|やっぱり?)[、。 ]*"
)
_YES_AFTER_ALL = re.compile(r"あ[っー]?[、。 ]*(?:はい|ええ|そうです)")
_OH_NO = re.compile(r"(?<=[いえん])[、。 ]*あ[っー]?[、。 ]*(?=(?:いいえ|いえ|いや|違))")

_HINT = "「はい」か「いいえ」でお答えいただけますか。"
_CHOICES = ("はい", "いいえ")


def parse_yes_no(text: str, context: ParseContext, *, fine_means: bool | None = None) -> Parsed[bool] | Unclear:
    """`fine_means` is what 大丈夫です, 結構です and いいです say to this question; without it they are unclear.

    What follows the yes or no is `remainder`, for the parser that may find a value in it.
    """
    del context
    written = strip_fillers(normalise(text)).strip(" 、。,.!?~…「」")
    if not written:
        return Unclear(Reason.empty, _HINT, _CHOICES)
    if _HESITATION.match(written) or _DOUBLE_NEGATIVE.search(written) or _ASKS_BACK.match(normalise(text)):
        return Unclear(Reason.ambiguous, _HINT, _CHOICES)
    written = _last_said(written)
    if is_whole_verb := _DOES_NOT.fullmatch(written) or _DOES.fullmatch(written):
        does = is_whole_verb.re is _DOES
        return Parsed(does, written, confident=True, spoken=_CHOICES[not does])
    skipped = 0
    found = _leading(written)
    if found is None and (lead := _LEAD.match(written)):
        skipped = lead.end()
        found = _leading(written[skipped:])
    if found is None:
        return Unclear(Reason.not_understood, _HINT, _CHOICES)
    meaning, end = found
    value = {"yes": True, "no": False}.get(meaning, fine_means)
    if value is None:
        return Unclear(Reason.ambiguous, _HINT, _CHOICES)
    value, remainder = _after_repeats(written, value, _skip_break(written, skipped + end))
    if value is None or (value and _CONTRADICTION.search(remainder)) or (not value and _YES_AFTER_ALL.match(remainder)):
        return Unclear(Reason.contradictory, _HINT, _CHOICES)
    confident = meaning != "fine" and not _MAYBE.search(written)
    return Parsed(value, written[: len(written) - len(remainder)], confident, _CHOICES[not value], remainder)


def _last_said(written: str) -> str:
    """「いいえ、間違えました、はい」 is a yes, 「はい、あ、いいえ」 a no; a bare 「あ」 takes back no denial."""
    for mark in (*_TAKES_BACK.finditer(written), *_OH_NO.finditer(written)):
        head, tail = written[: mark.start()], written[mark.end() :]
        first = _leading(head)
        if first and first[1] >= len(head.rstrip("、。 ")) and _leading(tail):
            return tail
    return written


def _after_repeats(written: str, value: bool, start: int) -> tuple[bool | None, str]:
    """いいえ、違います、3月16日です says no twice; はい、いいえ says nothing."""
    while start < len(written) and (again := _leading(written[start:])):
        meaning, length = again
        # 「いや、大丈夫です」 refuses politely; the second word adds nothing to a no.
        if meaning != "fine" and (meaning == "yes") is not value:
            return None, written[start:]
        start = _skip_break(written, start + length)
    return value, written[start:]


def _leading(text: str) -> tuple[str, int] | None:
    """The longest known word at the start that ends as a word, and its end with particles."""
    folded = to_hiragana(text[:40]).lower()
    for word, meaning in _words():
        if folded.startswith(word) and (particles := _PARTICLES.match(folded, len(word))):
            return meaning, particles.end()
    for word, meaning in _words():
        follows = text[len(word) : len(word) + 1]
        if word in _DOUBLED and folded.startswith(word) and len(text) > len(word) and _leading(text[len(word) :]):
            return meaning, len(word)
        if folded.startswith(word) and (word in _OPENERS or (word in _SHORT and _CONTENT.match(follows))):
            return meaning, len(word)
    return None


def _skip_break(text: str, position: int) -> int:
    found = _BREAK.match(text[position:])
    return position + (found.end() if found else 0)


@cache
def _words() -> Sequence[tuple[str, str]]:
    tables = ((_YES, "yes"), (_NO, "no"), (_FINE, "fine"))
    words = [(word, meaning) for table, meaning in tables for word in table.split()]
    return sorted(words, key=lambda pair: -len(pair[0]))
