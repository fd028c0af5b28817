"""What operators edit below `config/`, read and checked once at start."""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.callers import Callers
from casework.disaster.rules import DisasterRules
from casework.identity.matrix import Verification
from casework.languages import Languages
from casework.manner import Manner
from casework.procedures.load import load_procedures, read_checked
from casework.procedures.spec import Procedure
from casework.reception import Reception
from casework.wording.guard import WordingRules
from casework.wording.plain import PlainJapanese
from config.settings import Settings
from gateway.channels.link_file import LinkFile
from gateway.channels.sms.sms_file import SmsFile
from gateway.channels.voice.voice_file import VoiceFile
from gateway.desk_answers import CannedAnswers, load_canned_answers
from gateway.queue_file import QueueFile, load_queues
from gateway.rules_check import check_calendars, check_codes, check_disaster, check_hand_overs, check_procedures
from gateway.staff.codes import Codes, load_codes
from gateway.wording_check import check_wording
from handoff.hours import Hours
from handoff.words import HandoffWords
from knowledge.article import Article, load_articles


@dataclass(frozen=True)
class Rules:
    """What operators edit, read and checked once at start."""

    procedures: Mapping[str, Procedure]
    verification: Verification
    reception: Reception
    manner: Manner
    plain: PlainJapanese
    callers: Callers
    languages: Languages
    queues: QueueFile
    hours: Hours
    words: HandoffWords
    links: LinkFile
    sms: SmsFile
    voice: VoiceFile
    canned_answers: CannedAnswers
    codes: Codes
    articles: tuple[Article, ...]
    disaster: DisasterRules


def load_rules(settings: Settings) -> Rules:
    """Raise ProcedureFileError naming file, line and field of the first mistake."""
    folder = settings.config_dir
    rules = Rules(
        procedures=load_procedures(folder / "procedures"),
        verification=read_checked(folder / "verification.yml", Verification),
        reception=read_checked(folder / "reception.yml", Reception),
        manner=read_checked(folder / "manner.yml", Manner),
        plain=read_checked(folder / "plain_japanese.yml", PlainJapanese),
        callers=read_checked(folder / "callers.yml", Callers),
        languages=read_checked(folder / "languages.yml", Languages),
        queues=load_queues(folder / "queues.yml"),
        hours=read_checked(folder / "hours.yml", Hours),
        words=read_checked(folder / "handoff.yml", HandoffWords),
        links=read_checked(folder / "links.yml", LinkFile),
        sms=read_checked(folder / "sms.yml", SmsFile),
        voice=read_checked(folder / "voice.yml", VoiceFile),
        canned_answers=load_canned_answers(folder / "canned_answers.yml"),
        codes=load_codes(folder / "dispositions.yml"),
        articles=load_articles(folder / "articles"),
        disaster=read_checked(folder / "disaster.yml", DisasterRules),
    )
    known = rules.verification.procedures
    check_procedures(rules.procedures, rules.queues.routing(), known)
    check_hand_overs(rules.procedures, rules.queues.reasons)
    check_calendars(rules.queues, rules.hours)
    reasons = [code.code for code in rules.codes.contact_reasons]
    check_codes(reasons, rules.procedures, rules.reception, rules.articles, known)
    check_wording(folder, read_checked(folder / "wording_guard.yml", WordingRules))
    check_disaster(rules.disaster, rules.procedures, known, rules.queues)
    return rules
