"""A small right procedure as text; a test changes one line of it."""

RIGHT = """\
procedure: sample
version: 1
title: 見本の手続き
contact_reason: sample
intent: change_sample
queue: endorsement
department: 異動受付課
opening: 見本のお手続きですね。
needs_customer: false
fields:
  - name: new_code
    type: postal_code
    label: 郵便番号
    prompt:
      default: 郵便番号をお知らせください。
  - name: new_address
    type: address
    label: 住所
    postal_code_field: new_code
    prompt:
      default: 住所をお知らせください。
  - name: car_moves
    type: yes_no
    label: 車
    when: {policy_lines_include: [motor]}
    prompt:
      default: >-
        車の場所も
        変わりますか。
consequences:
  - when: {field: car_moves, is: true}
    say: 担当者が確認いたします。
summary: よろしいですか。
outcomes:
  - when: {field: car_moves, is: true}
    status: in_review
    say: >-
      {due}までに
      {department}の担当者から
      お電話いたします。
  - status: completed
    say: 承りました。
"""


def changed(old: str, new: str) -> str:
    """The right text with one passage replaced."""
    assert RIGHT.count(old) == 1, old
    return RIGHT.replace(old, new)


def line_of(text: str, passage: str) -> int:
    return text[: text.index(passage)].count("\n") + 1
