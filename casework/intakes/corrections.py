"""Correcting a value that was given before: by its name, by content that fits only one field, at any time."""

import re
from collections.abc import Sequence
from dataclasses import replace

from casework.fields.normalise import normalise
from casework.fields.parsed import ParseContext, Parsed, Unclear
from casework.fields.time_windows import correct_time_window
from casework.intakes import wording
from casework.intakes.answers import as_spoken, context_of, read_field, reread_date
from casework.intakes.applying import applying_fields, options_of
from casework.intakes.draft import Draft, FieldValue, Question
from casework.intakes.glean import glean_fields, value_of, wanted_on_mention
from casework.intakes.moments import says_day_or_time, with_known_time
from casework.intakes.option_answers import corrected_options
from casework.intakes.option_corrections import other_option
from casework.intakes.places import correct_place
from casework.intakes.policy_answers import corrected_policies
from casework.intakes.questions import ask_next, read_back
from casework.intakes.step import Heard, Step, World
from casework.procedures.spec import FieldSpec, FieldType

_PARTS = re.compile(
    r"[。、,\n]|違い(?:ました|ます)|違って(?:い?ました|い?ます|いて|て)?|間違(?:い|え)(?:ました|です|て)|(?:じゃ|では)なくて?"
)
_CORRECTING = re.compile(
    r"間違(?:い(?!は?(?:な|あり|ござ))|え|って)|(?<!間)違(?:い(?!な|あり|ござ)|う|って|えて)|訂正|修正|直し|やっぱ"
    r"|(?:じゃ|では)なく|(?:は|が).{1,30}でした|さっき|先ほど|さきほど|変更し|変えて|にして"
)
_WRONG_END = re.compile(r"の?(?:間違い|まちがい|誤り)(?:です|でした|だった|や)?(?:わ|ね)?[。]?$")
_WRAPPER = re.compile(
    r"(?:という(?:の|こと))?(?:に|へ)(?:変えて|(?:直|変更|訂正|修正)(?:して|し)?)(?:もらえ.*|いただけ.*|ほしい.*|欲しい.*|ください|下さい|お願いします)?[。]?$"
)
_WAS = re.compile(r"(?<=[^ぁ-ゖ])(?:でした|だった)[。]?$")
_WAS_READ = re.compile(r"(?:でした|だった)[。]?$")
_WAS_VALUE = re.compile(r"[0-9一-龠ァ-ヶー](?:でした|だった)(?:わ|ね|よ)?[。]?$")
_BEGINS_WRONG = re.compile(r"(?:もう|ちょっと|少し)?(?:間違|違|ちが|まちが)")
_ONE_SIGN = re.compile("[一-龠0-9A-Z]")
_NOT_BUT = re.compile(r"(?:じゃ|では)な(?:く|い)")
_LEAD = (
    r"^(?:(?:あ[っあ、ー]*|え[っと]*|すみません|すいません|ごめんなさい|やっぱり?|あと|それと"
    r"|(?:さっき|先ほど|さきほど)の)[、。 ]*)*(?:お)?"
)
_CHANGES_IT = re.compile(r"でした|だった|違|間違|ちが|じゃなく|ではなく|訂正")
_IS_WRONG = re.compile(r"違|ちが|訂正")
_NAMING_END = re.compile(
    r"(?:(?:のところ|の(?:欄|項目|方|ほう))?(?:が|を|は|の|も)?(?:違い?(?:ます|って(?:い)?ます|う)?|間違(?:い|って(?:い)?ます|えました)"
    r"|直し(?:たい|て(?:ください|ほしい)?)?|訂正(?:したい|して(?:ください)?)?|変更(?:したい|して(?:ください)?)?|変え(?:たい|て(?:ください)?)?)?"
    r"(?:です|だ|や|ね|の|ん|けど)*)[。]?$"
)
_TELLS_YEAR = re.compile(r"年分|[0-9一-九元]年度?|(?:今|去|昨|一昨|おとと)し?年|ことし|おととし|年の(?:分|やつ|もの)")
# Whatever is said fits these: they are corrected only where a correction is made.
ACCOUNTS = frozenset({FieldType.text, FieldType.place})
_AS_SAID = ACCOUNTS | {FieldType.name}
SHORT_CORRECTION = 40
_BY_CONTENT = (FieldType.postal_code, FieldType.date, FieldType.address, FieldType.date_time)


def sounds_like_correction(heard: Heard) -> bool:
    return heard.intent == "correct_information" or bool(_CORRECTING.search(normalise(heard.text)))


def corrects_another(draft: Draft, world: World, heard: Heard, spec: FieldSpec) -> FieldSpec | None:
    """The known field a short sentence begins with in order to correct it: 「すみません、名前、齋藤でした」."""
    text = normalise(heard.text)
    if len(text) > SHORT_CORRECTION or not _CHANGES_IT.search(text):
        return None
    others = [other for other in world.procedure.fields if other.name in draft.values and other is not spec]
    named = [
        (len(name), other)
        for other in others
        for name in (other.label, *other.aliases)
        if re.match(f"{_LEAD}{re.escape(name)}(?:は|が|も|を|、|,| |違|間違)", text)
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def is_called_wrong(heard: Heard) -> bool:
    return bool(_IS_WRONG.search(normalise(heard.text)))


def corrected(
    draft: Draft, world: World, heard: Heard, context: ParseContext, *, but: str | None = None
) -> Step | None:
    """The step after a new value for a known field other than `but`; None when the sentence holds none."""
    wanted = wanted_on_mention(draft, world, heard.text)
    if wanted is not None:
        return want(draft, world, wanted, heard.text, context)
    for spec in _candidates(draft, world, heard, but):
        changed = _changed(draft, world, spec, heard.text, context)
        if changed is not None:
            return changed
    return _with_other_option(draft, world, heard, but)


def _with_other_option(draft: Draft, world: World, heard: Heard, but: str | None) -> Step | None:
    is_correction = sounds_like_correction(heard)
    if not is_correction and draft.asked not in {Question.summary, Question.correction}:
        return None
    other = other_option(draft, world, heard.text, but=but, is_correction=is_correction)
    if other is None:
        return None
    spec, value = other
    return _said_so(draft.with_value(spec.name, value), world, spec, value)


def _said_so(changed: Draft, world: World, spec: FieldSpec, value: FieldValue) -> Step:
    said = wording.CORRECTED.format(label=spec.label, spoken=read_back(spec, value.spoken))
    return ask_next(changed.model_copy(update={"misses": 0}), world).before(said)


def _said_added(changed: Draft, world: World, spec: FieldSpec, added: str) -> Step:
    said = wording.ADDED.format(label=spec.label, spoken=added)
    return ask_next(changed.model_copy(update={"misses": 0}), world).before(said)


def _added(spec: FieldSpec, draft: Draft, known: FieldValue | None, value: FieldValue) -> str:
    """What came to several options that all stay chosen; nothing where any other change was made."""
    if spec.type is not FieldType.choices or known is None or not set(known.value) < set(value.value):
        return ""
    return "、".join(item.label for item in options_of(spec, draft) if item.value in {*value.value} - {*known.value})


def says_what_was(heard: Heard) -> Heard:
    """「5丁目でした」 where the open question is about something else corrects what was said before."""
    is_value = _WAS_VALUE.search(normalise(heard.text)) is not None
    return replace(heard, intent="correct_information") if is_value else heard


def want(draft: Draft, world: World, spec: FieldSpec, text: str, context: ParseContext) -> Step:
    """Take a field the customer brought up; the new value may stand in the same sentence."""
    draft = draft.model_copy(update={"wanted": (*draft.wanted, spec.name), "misses": 0})
    parsed = read_field(spec, text, draft, context)
    return ask_next(draft if isinstance(parsed, Unclear) else draft.with_value(spec.name, value_of(parsed)), world)


def ask_again(draft: Draft, world: World, spec: FieldSpec) -> Step:
    """A new postal code makes the address that followed from it stale."""
    emptied = draft.without(spec.name, *_dependents(world, spec))
    wanted = (*draft.wanted, spec.name) if spec.asked == "on_mention" else draft.wanted
    step = ask_next(emptied.model_copy(update={"misses": 0, "wanted": wanted}), world)
    return step.before(wording.CERTAINLY)


def named_field(draft: Draft, world: World, text: str, *, but: str | None = None) -> FieldSpec | None:
    """The known field whose label or alias the sentence names; the longest name wins."""
    named = [
        (len(name), spec)
        for spec in world.procedure.fields
        for name in (spec.label, *spec.aliases)
        if name in text and spec.name != but and (spec.name in draft.values or spec.asked == "on_mention")
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def only_names(spec: FieldSpec, text: str) -> bool:
    """「車名です」, 「車名を直したい」: which field it is, and no value for it."""
    said = _NAMING_END.sub("", normalise(text)).strip("、。 ")
    return any(said in {name, f"お{name}", f"ご{name}"} for name in (spec.label, *spec.aliases))


def _candidates(draft: Draft, world: World, heard: Heard, but: str | None) -> list[FieldSpec]:
    """The named field first, then the fields whose values are told by their shape."""
    named = named_field(draft, world, heard.text, but=but)
    applying = applying_fields(draft, world.procedure)
    known = [spec for spec in applying if spec.name in draft.values and spec.name != but]
    is_correction = sounds_like_correction(heard)
    may_choose = is_correction or draft.asked in {Question.summary, Question.correction}
    choosing = [spec for spec in known if spec.type is FieldType.policies and may_choose]
    may_be_content = is_correction or heard.intent in {"deny", "inform"}
    kinds = _BY_CONTENT if may_choose else (FieldType.date,)
    if _TELLS_YEAR.search(normalise(heard.text)):
        kinds = (*kinds, FieldType.year)
    shaped = [spec for kind in kinds for spec in known if spec.type is kind] if may_be_content else []
    if may_choose:
        # 「約款もお願いします」 sounds like a request of its own.
        shaped += [spec for spec in known if spec.type is FieldType.choices]
    if is_correction and (counted := _counted_in_unit(applying, heard.text)) in known:
        shaped.append(counted)
    if not says_day_or_time(heard.text, context_of(world)):
        shaped = [spec for spec in shaped if spec.type is not FieldType.date_time]
    is_account = named is not None and named.type in ACCOUNTS and not may_choose
    by_name = [named] if named is not None and named not in choosing and not is_account else []
    return [*choosing, *by_name, *(spec for spec in shaped if spec not in by_name)]


def _counted_in_unit(applying: Sequence[FieldSpec], text: str) -> FieldSpec | None:
    """The one number that is counted in what the sentence says: 「やっぱり2500万円で」; None where two are."""
    written = normalise(text)
    numbers = [
        spec
        for spec in applying
        if spec.type is FieldType.number and spec.unit and re.search(f"[0-9千万億]{spec.unit}", written)
    ]
    return numbers[0] if len(numbers) == 1 else None


def _changed(draft: Draft, world: World, spec: FieldSpec, text: str, context: ParseContext) -> Step | None:
    """The first reading that holds another value than the known one."""
    for reading in _readings(text, spec):
        changed = _with_new_value(draft, world, spec, reading, context)
        if changed is not None:
            value, known = changed.values[spec.name], draft.values.get(spec.name)
            if known is not None and known.value == value.value:
                return None
            added = _added(spec, draft, known, value)
            return _said_so(changed, world, spec, value) if not added else _said_added(changed, world, spec, added)
    return None


def _with_new_value(draft: Draft, world: World, spec: FieldSpec, text: str, context: ParseContext) -> Draft | None:
    known = draft.values.get(spec.name)
    match spec.type:
        case FieldType.policies:
            parsed = corrected_policies(text, list(known.value) if known else [], draft.policies)
            return None if parsed is None else draft.with_value(spec.name, value_of(parsed))
        case FieldType.choices if known is not None:
            chosen = corrected_options(options_of(spec, draft), text, list(known.value))
            return None if chosen is None else draft.with_value(spec.name, value_of(chosen))
        case FieldType.address:
            place = correct_place(draft, spec, text, context)
            return None if isinstance(place, Unclear) else place
        case FieldType.date if known is not None:
            read = reread_date(spec, text, known.value, draft, context)
        case FieldType.time_window if known is not None:
            read = as_spoken(correct_time_window(text, str(known.value), context))
        case FieldType.date_time:
            # The day that is known completes a time that is corrected alone, and the time a day.
            read = read_field(spec, text, draft, context)
            if known is not None and isinstance(read, Parsed):
                read = with_known_time(read, text, str(known.value), context)
        case _:
            read = read_field(spec, text, draft.without(spec.name), context)
    if isinstance(read, Unclear):
        return None
    if known is None or known.value == read.value:
        return draft.with_value(spec.name, value_of(read))
    emptied = draft.without(*_dependents(world, spec)).with_value(spec.name, value_of(read))
    return glean_fields(emptied, world, text, context) if spec.type is FieldType.postal_code else emptied


def _dependents(world: World, spec: FieldSpec) -> list[str]:
    return [other.name for other in world.procedure.fields if other.postal_code_field == spec.name]


def _readings(text: str, spec: FieldSpec) -> list[str]:
    """The sentence after its topic, then its parts, last first: 「番地が違いました。4丁目2の10です」.

    What is said of the correction itself is no part of a name or an account.
    """
    said, text = text, _WAS.sub("", _WRAPPER.sub("", _WRONG_END.sub("", text)))
    if spec.type is FieldType.kana:
        # A reading is hiragana itself: what ends it can be told from it only by what it is.
        text = _WAS_READ.sub("", text)
    parts = [_after_topic(part, spec) for part in reversed(_PARTS.split(text)) if part.strip()]
    whole = _after_topic(text, spec)
    if spec.type is FieldType.address:
        return [whole, *parts, text]
    if spec.type is FieldType.policies:
        return [said, whole, *parts]
    is_about_correcting = _BEGINS_WRONG.match(whole.strip()) or (spec.type in _AS_SAID and _NOT_BUT.search(whole))
    return [*parts, whole] if is_about_correcting else [whole, *parts]


def _after_topic(text: str, spec: FieldSpec) -> str:
    """Drop the field's own name in front of its value: 「引越し日は4月1日です」 leaves 「4月1日です」."""
    for name in sorted((spec.label, *spec.aliases), key=len, reverse=True):
        for particle in ("は", "が", "を", "の", ":", "："):
            head, found, tail = text.partition(f"{name}{particle}")
            if found and tail.strip():
                return tail if len(tail) > 1 or _ONE_SIGN.fullmatch(tail) else head
    return text
