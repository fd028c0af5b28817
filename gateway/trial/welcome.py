"""What the console shows when the service is ready. Only invented people appear here."""

import unicodedata

from crm_adapter.demo_persons import DEMO_PERSONS
from gateway.trial.layout import Trial

ACCOUNTS = ("agent1", "agent2", "supervisor", "admin")
PASSWORD = "toritsugi-demo"  # noqa: S105  # Public by design: the demo accounts of interfaces.md.


def welcome(trial: Trial) -> str:
    lines = ["Toritsugi 取次 is ready / 起動しました", ""]
    lines += [f"Web chat   チャット    {trial.url}/"]
    if trial.is_demo:
        lines += [
            f"Staff      社員画面    {trial.url}/staff",
            f"Phone      仮想電話    {trial.url}/phone",
            "",
            "Accounts   アカウント  " + " ".join(f"{name}@demo.example" for name in ACCOUNTS[:2]),
            "                       " + " ".join(f"{name}@demo.example" for name in ACCOUNTS[2:]),
            f"Password   パスワード  {PASSWORD}",
            "",
            "Try        お試し      「引っ越したので住所を変えたい」",
            f"                       {_person_to_try()}",
        ]
    return boxed([*lines, "", f"Logs {trial.show(trial.state_dir)}/log   Stop with Ctrl-C / 終了は Ctrl-C"])


def _person_to_try() -> str:
    person = DEMO_PERSONS[0]
    born = person.birth_date
    shown = f"{born.year}年{born.month}月{born.day}日" if born else ""
    return f"{person.name} / {shown} / 証券番号 {person.policies[0].policy_no}"


def boxed(lines: list[str]) -> str:
    """A frame that stays straight with full-width characters in it."""
    inside = max(map(columns, lines))
    rows = [f"│ {line}{' ' * (inside - columns(line))} │" for line in lines]
    return "\n".join([f"╭{'─' * (inside + 2)}╮", *rows, f"╰{'─' * (inside + 2)}╯"])


def columns(text: str) -> int:
    """Columns that a terminal uses for `text`."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
