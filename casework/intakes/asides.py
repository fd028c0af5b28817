"""Telling a question of the customer's own from an answer, and what small talk becomes inside a procedure."""

import re

from casework.fields.normalise import normalise
from casework.intakes.step import Heard

SURE = 0.5
CHIT_CHAT = "chit_chat"
LONGEST_CHAT = 40
# A greeting or thanks inside a procedure needs no speech: the open question follows.
NODS = frozenset({"greet", "thank"})
SMALL_TALK = frozenset({"goodbye", "bot_challenge", "help"})
QUESTIONS_ASIDE = frozenset({"ask_faq", "ask_annual_notice", "ask_policy_status", "ask_claim_status"})
_ANSWERS = frozenset({"inform", "affirm", "deny"})

_TENTATIVE = re.compile(
    r"(?:で|は|と|けど|が)(?:も)?(?:いい|よい|良い|よろしい|大丈夫|だいじょうぶ|結構|どう|合って(?:い)?ます|お願いでき(?:ます|る))"
    r"(?:です|でしょう)?(?:か(?:ね|な)?)?[?。 ]*$"
)
_QUESTION_END = re.compile(
    r"(?:[?]|(?:です|ます|でした|ました|でしょう|ません|んの|るの|ないの|いいの|要るん|いるん|るん|ないん|ええん)(?:か|ですか)(?:ね|な|しら)?"
    r"|(?:の|ん|もん)(?:かな|やろか|でっか)|ますのん?"
    r"|(?:かいな|んけ|るけ|とね|とや|とですか|だべか|んだべ|っちゃろか|ちゃろうか|じゃろか|のんか|まっか|やろうか)"
    r")[。. ]*$"
)
_QUESTION_WORD = re.compile(
    r"なんで(?!す(?!か)|しょ|も)|何で(?:そ|必要|聞)|なぜ|何故|どうして|(?:教えて|おしえて)(?!(?:あ|さしあ))|って(?:何|なに|なん)|とは何"
    r"|どう(?:すれば|したら)|どこに(?:書|載|あ)|どこで|いくら|(?:いつまで|どの?くらい|どれ?くらい)[^。、]{0,8}(?:かな|かしら|だろう)"
    r"|いつ(?:ごろ|頃)?(?:まで|から)?(?:に)?(?:届|来|着|もらえ|変わ|使え|始ま|終わ|なる|分か|わか)[^。、]{0,6}(?:の|ん|か|かな)[?]?$"
)
# 「紙にできますか」, 「送ってもらえますか」 and 「お願いできますか」 are polite wishes.
_WHETHER_POSSIBLE = re.compile(
    r"(?:払え|使え|振り込め|納められ|(?<!に)(?:でき|出来))(?:る|ます)(?:の|ん)?(?:です)?(?:か(?:な|ね|しら)?)?[?。 ]*$"
)
_ABOUT_BOT = re.compile(r"ロボット|人間|AI|機械|自動|ボット|bot|生身|本物|中の人", re.IGNORECASE)
_CRY = re.compile(
    r"助けて|たすけて|どうしよ|どうした(?:ら|ほう)|どうすれば|どないし|どうすっぺ|真っ白|パニック|怖い|こわい"
)
_CHIT_CHAT = re.compile(
    r"(?:いい|良い|悪い|すごい|明日の|今日の|あしたの|きょうの)(?:お)?天気|天気(?:いい|良い|悪い|は|が)|暑い(?:です|ね|な)|寒い(?:です|ね|な)"
    r"|(?:お腹|おなか)(?:が)?(?:す|空|減)|眠い|ねむい|退屈|暇(?:だ|です|な)|ひまだ|好きな(?:食べ物|色|人|もの|音楽)|(?:面白|おもしろ)い話|冗談"
    r"|占い|何歳|おいくつ|彼氏|彼女(?:は)?い|結婚して(?:る|い)|疲れた(?:よ|ね|な|わ|$)|(?:今日|昨日)の(?:野球|サッカー|試合)"
)
_NONE_OF_THESE = re.compile(r"^どれでも(?:ない|ありません)")
_VAGUE = re.compile(
    r"^(?:う[ーう]*ん|ん[ーん]*|え[ーっと]*|まあ|その)?[、。… ]*(?:ただ)?"
    r"(?:なんとなく|何となく|なんか|何か|いろいろ|色々|あれこれ|漠然と)"
    r"[^。?]{0,12}$"
)


def is_vague(heard: Heard) -> bool:
    """「うーん、いろいろあって」, 「なんとなく不安で」: no answer, and no question of the customer's own."""
    return bool(_VAGUE.search(normalise(heard.text))) and not asks_something(heard)


def asks_something(heard: Heard) -> bool:
    """A question to answer aside; 「12月1日でいいですか」 is an answer."""
    text = normalise(heard.text)
    if _TENTATIVE.search(text):
        return False
    if _QUESTION_WORD.search(text):
        return True
    return bool(_QUESTION_END.search(text)) and heard.intent not in _ANSWERS


def asks_whether_possible(heard: Heard) -> bool:
    """「コンビニで払えますか」 names a way to pay, and chooses it only once the answer is known."""
    text = normalise(heard.text)
    return asks_something(heard) and heard.intent in QUESTIONS_ASIDE and bool(_WHETHER_POSSIBLE.search(text))


def asks_an_article(heard: Heard) -> bool:
    """A question that was taken for doubts about the bot, as 「なぜ本人確認が必要なのですか」."""
    is_doubt = heard.intent == "bot_challenge" and not _ABOUT_BOT.search(normalise(heard.text))
    return is_doubt and asks_something(heard)


def is_chit_chat(heard: Heard) -> bool:
    """The weather and the like: neither a request nor a misunderstanding."""
    text = normalise(heard.text)
    return len(text) <= LONGEST_CHAT and bool(_CHIT_CHAT.search(text)) and not re.search("[0-9]", text)


def asks_whether_right(heard: Heard) -> bool:
    """「これで合ってますか」 asks for the summary, not for an article."""
    text = normalise(heard.text)
    return text.endswith(("か", "か?", "?")) and bool(_TENTATIVE.search(text))


def without_tentative_end(text: str) -> str:
    """「佐藤花子でいいですか」 leaves 「佐藤花子」."""
    written = normalise(text)
    return _TENTATIVE.sub("", written) or written


def cries_for_help(heard: Heard) -> bool:
    """Whoever asks what to do while it is asked whether they are safe is not."""
    return (heard.intent == "help" and heard.confidence >= SURE) or bool(_CRY.search(normalise(heard.text)))


def wants_none_of_these(heard: Heard) -> bool:
    """The answer to a choice of articles that were offered aside."""
    return bool(_NONE_OF_THESE.search(heard.text.strip()))
