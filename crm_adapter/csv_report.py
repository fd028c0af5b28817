"""What an import answers. A refusal names line, record id, field and reason, never the content of a cell."""

from dataclasses import dataclass

REASONS = {
    "broken_quotes": '引用符（"）が閉じていないか、位置が正しくありません。1件は1行に収めてください。',
    "wrong_column_count": "列の数が見出し行と合いません。",
    "required": "必須の項目が空です。",
    "too_long": "文字数が多すぎます。",
    "unreadable_character": "読み取れない文字（制御文字または文字化け）が含まれています。",
    "invalid_id": "番号には半角の英数字、ハイフン、下線だけを40文字まで使えます。",
    "invalid_kana": "カナの項目に、カナ・英数字以外の文字が含まれています。",
    "invalid_date": "日付は実在する日を YYYY-MM-DD の形で入力してください。",
    "birth_date_out_of_range": "生年月日が将来の日付か、1900年より前です。",
    "expires_before_inception": "満期日が始期日より前です。",
    "invalid_postal_code": "郵便番号は7桁の数字で入力してください。",
    "invalid_phone": "電話番号の桁数または形が正しくありません。",
    "invalid_email": "メールアドレスの形が正しくありません。",
    "invalid_number": "0以上の整数を、数字だけで入力してください。",
    "unknown_line": "種目は motor, fire, earthquake, personal_accident, liability のいずれかです。",
    "unknown_status": "状態は in_force, expired, cancelled のいずれかです。",
    "not_for_this_line": "地震保険料は火災保険と地震保険にだけ入力できます。",
    "duplicate_in_file": "同じ番号の行がファイルの前の行にあります。",
    "unknown_customer": "この顧客番号の顧客は登録されていません。",
    "empty_file": "ファイルが空です。",
    "unknown_encoding": "文字コードを判別できません。UTF-8 または CP932 (Shift_JIS) で保存してください。",
    "wrong_header": "見出し行が正しくありません。必要な列（この順）: {columns}",
}


class ImportRefusedError(Exception):
    """The whole file is refused and nothing was changed; the text is for the operator."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(REASONS[code].format(**words))
        self.code = code


@dataclass(frozen=True)
class RefusedRow:
    """`line` counts from 1 with the header; `record_id` is None where the id itself is missing or unusable."""

    line: int
    record_id: str | None
    field: str | None
    code: str

    @property
    def reason(self) -> str:
        return REASONS[self.code]


@dataclass(frozen=True)
class ImportReport:
    """Counts of rows and the refusals, one per faulty field, in file order."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: tuple[RefusedRow, ...] = ()

    @property
    def accepted(self) -> int:
        return self.added + self.updated + self.unchanged

    @property
    def refused_lines(self) -> int:
        return len({row.line for row in self.refused})
