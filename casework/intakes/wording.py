"""The clerk's fixed sentences around a procedure's own questions."""

from casework.intakes.draft import Question

IDENTITY_INTRODUCTION = "はじめに、ご本人さまの確認をいたします。"
QUESTIONS = {
    Question.name: "ご契約者さまのお名前を、フルネームでお知らせください。",
    Question.policy_no: "証券番号をお知らせください。お手元にない場合は「わからない」とお答えください。",
    Question.birth_date: "ご契約者さまの生年月日をお知らせください。",
    Question.phone: "ご登録のお電話番号をお知らせください。",
    Question.code: "ご登録の携帯電話に、6桁の確認コードをお送りしました。届いた数字をお知らせください。",
    Question.correction: "どの項目を直しますか。",
    Question.person: "担当者におつなぎしましょうか。",
    Question.resume: "前回の続きから進めますか。",
    Question.unfinished: "前回の続きから進めますか。",
}
ALL_POLICIES = "すべて"
YES, NO = "はい", "いいえ"
CONFIRM, CORRECT, STOP = "はい、この内容で申し込みます", "直したいところがあります", "中止する"
DONT_KNOW = "わからない"
TO_PERSON, CONTINUE = "担当者につなぐ", "このまま続ける"
RESEND = "コードを再送する"

VERIFIED = "ありがとうございます。ご本人さまの確認ができました。"
CODE_RIGHT = "ありがとうございます。確認コードが一致しました。"
CODE_SENT_AGAIN = "確認コードをもう一度お送りしました。新しく届いた6桁の数字をお知らせください。"
NOT_VERIFIED = (
    "恐れ入りますが、お知らせいただいた内容では確認ができませんでした。もう一度、お名前からお願いいたします。"
)
LOCKED = "恐れ入りますが、こちらではご本人さまの確認ができませんでした。"
CANNOT_VERIFY = "恐れ入りますが、こちらではご本人さまの確認ができないため、担当者が承ります。"
CODE_WRONG = "恐れ入りますが、確認コードが一致しませんでした。もう一度、届いた6桁の数字をお知らせください。"
NO_POLICY = "恐れ入りますが、お手続きできるご契約が見つかりませんでした。担当者が確認いたします。"
ONLY_POLICY = "ご契約は{label}の1件です。"
ONLY_POLICY_OFFERED = "対象となるご契約は{label}の1件です。"
THIS_POLICY = "{label}について承ります。"
PERSON_IF_WISHED = "担当者におつなぎしましょうか。"
CASE_IS_OPEN = "{label}の{title}は、すでに承っております。受付番号は{case_no}です。"
CASE_IS_DUE = "{due}までに、次のご案内をいたします。"
NOT_YOUR_POLICY = "恐れ入りますが、お手続きできるご契約の中に見つかりませんでした。次の中からお選びください。"
NOTED = "{label}は{spoken}ですね。"
SO_IT_IS = "{spoken}ですね。"
KNOWN_ALREADY = "{label}は{spoken}と承っております。"
CORRECTED = "{label}を「{spoken}」に直しました。"
ADDED = "{label}に「{spoken}」を加えました。"
STOPPED = (
    "{title}のお手続きを中断しました。ここまでの内容は保存しております。再開される場合は「{title}」とお知らせください。"
)
# How STOPPED ends, whatever was stopped.
TAKEN_UP_AGAIN = "再開される場合は"
ALREADY_DONE = "そのお手続きはすでに承っております。受付番号は{case_no}です。"
SUBMITTED = "{title}を承りました。受付番号は{case_no}です。"
ANYTHING_ELSE = "ほかにご用件はございますか。"
WHAT_ELSE = "かしこまりました。ご用件をお聞かせください。"
NUMBER_AGAIN = "受付番号は{case_no}です。"
UNDO_BY_PERSON = "恐れ入りますが、承ったお手続きの取り消しや変更は、担当者が承ります。"
NOT_THE_POLICYHOLDER = (
    "恐れ入りますが、ご契約者さまご本人からのお申し出をお願いしております。"
    "ご本人さまのご連絡が難しいときは、担当者がご事情を伺います。"
)
BACK_TO = "お手続きに戻ります。"
UNFINISHED = "前回、{title}のお手続きが途中になっております。"
GOING_ON = "前回の{title}のお手続きの続きを承ります。"
BACK_AT = "{title}に戻ります。"
NEXT = "続けて、{title}を承ります。"
FIRST_THEN = "{first}を先に承り、続けて{rest}を承ります。"
NOTED_FOR_LATER = "{title}も承ります。いまのお手続きのあとに、続けてご案内します。"
CLARIFY = "恐れ入りますが、お答えを確認できませんでした。"
SORRY_BUT = "恐れ入りますが、"
CERTAINLY = "かしこまりました。"
ADDRESS_INSTEAD = "かしこまりました。それでは、新しいご住所を都道府県からお知らせください。"
TOWN_FIRST = "{area}ですね。町名から、続きのご住所をお知らせください。"
WHOLE_ADDRESS = "新しいご住所を、都道府県からお知らせください。"
STEP_UP = "ご希望の変更には、追加のご本人さま確認をお願いしております。"
CODE_REASON = "大切なお手続きのため、携帯電話でも確認をお願いしております。"
FULL_NAME = "恐れ入りますが、下のお名前も含めて、フルネームでお知らせください。"
BIRTH_DATE = "恐れ入りますが、生年月日を「昭和55年5月5日」のようにお知らせいただけますか。"
YOURSELF = "ご本人さまですね。"
PHOTO_SENT = "写真を送りました"
PHOTO_NOTED = "お写真を受け取りました。ありがとうございます。"
PHOTO_NONE, PHOTO_LATER = "なし", "あとで送る"
ATTACH_HERE = "お写真を、このチャットに添付してお送りください。"
PHOTOS_OR_NONE = "お写真がない場合は「なし」とお答えください。"
LINK_SENT = "お写真を送るためのリンクを、SMSでお送りしました。お話のあとでお送りいただいてもかまいません。"
LINK_NOT_SENT = "お写真の送り方は、後ほど担当者がご案内いたします。"
WRITING_LINK_SENT = (
    "SMSでリンクをお送りしました。お電話はこのままで、リンクの先に文字でご入力ください。"
    "お話しいただいてもかまいません。"
)
WRITING_LINK_NOT_SENT = "恐れ入りますが、このお電話番号にはSMSをお送りできません。お話しでお知らせください。"
WRITING_HINT = "文字でご入力される場合は、「SMSで送る」とお話しください。"
NAME_PLEASE = "お名前を教えていただけますか。"
WHAT_TIME = "{day}ですね。何時ごろのことでしょうか。おおよそでかまいません。"
NOT_KNOWN = "不明"
NOT_TOLD = "未確認"
NO_ACCOUNT_NUMBERS = (
    "恐れ入りますが、口座番号やカード番号は、こちらではお伺いしておりません。"
    "お手続きの内容にも残しませんので、専用の用紙か画面でお届けください。"
)
WHY_IDENTITY = "ご契約の内容を守るため、ご本人さまの確認をお願いしております。"
NEEDED = "{label}は、お手続きに必要なため伺っております。"
LEFT_OUT = "かしこまりました。次に進みます。"
