"""The words of `words.py` in Japanese: as clerks of the office read them.

One entry for each code there; a test holds both to the same keys.  `SENTENCES` are
those that stand in the code itself, with {} where a value stands.
"""

from __future__ import annotations

from collections.abc import Mapping

FATE_SENTENCES: Mapping[str, str] = {
    "received": "保管しました。読み取り待ちです",
    "applied": "読み取って処理しました",
    "held": "担当者の確認待ちです",
    "refused": "お断りしました",
    "ignored": "返信の要らないメールです",
    "bounced": "当社のメールの配送についての通知です",
    "failed": "処理または配送できませんでした。担当者が確認します",
    "queued": "配送待ちです",
    "sent": "次のメールサーバーが受け取りました",
    "unknown": "引き渡しましたが、届いたか不明です。担当者が確認します",
}
KINDS: Mapping[str, str] = {
    "readback": "申込確認",
    "completion": "発行完了のお知らせ",
    "registration": "ご利用登録のご案内",
}
REASONS: Mapping[str, str] = {
    "questions": "不足・不明な項目を尋ねた",
    "readback": "内容を確認し、「はい」待ち",
    "confirmed": "申込みを確定",
    "help": "使い方の案内",
    "unclear": "読み取れなかった",
    "withdrawn": "お客様が取り下げ",
    "too_late": "取下げの希望（発行済のため不可）",
    "already_confirmed": "二度目の「はい」（することなし）",
    "mail_after_yes": "「はい」のあとのメール",
    "case_has_ended": "終了した申込みへのメール",
    "a_person_has_it": "担当者が対応中",
    "no_progress": "三度お尋ねしても決まらない",
    "not_understood": "三度続けて読み取れない",
    "not_an_application": "確定後に不備が見つかった",
    "not_registered": "登録のない差出人",
    "another_contractors_case": "他社の案件",
    "token_from_stranger": "登録のない差出人が当社のメールに返信",
    "foreign_token": "当社が書いたことのない返信用アドレス",
    "sender_failed": "差出人の認証に失敗",
    "no_single_sender": "差出人がない、または二つ以上",
    "case_not_found": "存在しない案件への返信",
    "loop": "メールが多すぎる（循環の疑い）",
    "own": "当社のメールが戻ってきた",
    "auto-reply": "自動返信",
    "list": "メーリングリストから",
    "receipt-notice": "開封確認",
    "automatic": "自動送信メール",
    "received": "発注者が受領",
    "already_received": "発注者が再び受領を確認",
    "submission_answer": "発注者からのメール",
    "submission_not_found": "存在しない提出への返信",
    "receipt_unproved": "受領の連絡（発注者からという証拠がない）",
    "unwritable_address": "返信の宛先が書けない",
    "same_mail": "同じメールが別の経路で届いた",
    "machine_mail": "リストや機械が転送したメール",
    "second_address": "登録済みの会社の、登録のないアドレスからの申込み",
    "many_applications": "証拠のない申込みが多数",
    "to_branch": "支店あてのメール",
    "to_abuse": "abuse@ あてのメール",
    "to_postmaster": "postmaster@ あてのメール",
    "taken_up": "担当者が取り上げた",
    "asked_back": "取下げの意思を登録アドレスに確認",
    "withdrawal_unproved": "取下げの希望（本人の証拠がない）",
    "withdrawal_denied": "取下げを頼んだ覚えはないとの回答",
    "lookup": "発注者が保証証書を照会",
    "lookup_failed": "発注者の番号とキーでは開かない",
    "lookup_without_number": "番号のない照会",
    "not_an_obligee": "登録のない発注者からの照会",
    "verified": "発注者が書類を検証",
    "rekeyed": "認証キーを取り消し、作り直した",
    "change_questions": "変更の内容を尋ねた",
    "change_readback": "変更の内容を確認し、「はい」待ち",
    "change_confirmed": "変更を確定",
    "change_withdrawn": "変更を取り下げ",
    "change_not_now": "発行されていない保証の変更の希望",
    "change_of_what": "どの保証の変更か不明",
    "papers_came": "発注者あての書類が届いた",
    "papers_wanted": "不足の書類をお願いした",
    "premium_paid": "保証料の入金",
    "paid_but_held": "入金済み（発行には規則が立ちはだかる）",
    "review_again": "発行に規則が立ちはだかる",
    "returned": "質問を付けて差戻し",
    "corrected": "保証証書を訂正",
    "change_cancelled": "変更を取消し",
    "forwarded": "担当者が発注者へ送信",
    "bounced": "配送できなかった",
    "unmatched": "当社のメールではない不達通知",
    "call": "電話の希望",
    "person": "担当者の希望",
    "upset": "お怒りの様子",
    "confused": "お困りの様子",
    "correction_after_yes": "「はい」のあとの訂正",
    "stopped_after_yes": "「はい」のあと、発行前のご連絡",
    "staff": "担当者がお客様へ書いた",
    "policy": "すべて審査する設定",
    "not_proved": "差出人の証拠も返信の符号もない",
    "staff_wrote": "担当者がお客様へ書いた",
    "task_done": "担当者が済ませた",
    "retried": "担当者がやり直させた",
}
ASKED: Mapping[str, str] = {
    "status": "状況のお尋ね",
    "list": "一覧のお尋ね",
    "history": "履歴のお尋ね",
    "resent": "認証キーのお知らせの再送",
    "statement": "保証料の内訳のお尋ね",
    "estimate": "保証料のお尋ね",
    "obligees": "対応発注者のお尋ね",
    "stopped": "再度のお知らせの停止",
}
_READ_IT = "読んで、mailbot write {case} 本文 --by 氏名 で答える"
_READ = "読む"
_CALL = "電話し、済んだら mailbot release {case} --by 氏名"
_DONE = "済んだら mailbot done {task} --by 氏名"
_TAKE = "処理させるなら mailbot take {mail} --by 氏名"
TASKS: Mapping[str, tuple[str, str]] = {
    "review": ("審査待ち", "mailbot approve {case} --by 氏名"),
    "second_approval": ("二人目の承認待ち", "mailbot approve {case} --by 別の氏名"),
    "premium": ("保証料の入金待ち", "mailbot pay {case} --by 氏名"),
    "payment_unmatched": (
        "どの案件のものか定まらない入金",
        f"案件を探して mailbot pay、{_DONE}",
    ),
    "papers_wanted": (
        "発注者あての書類が届いていない",
        "電話する、または mailbot forward {case} --by 氏名",
    ),
    "papers_too_large": (
        "書類が大きすぎて発注者へ送れない",
        "小さいファイルを頼む、または mailbot forward {case} --by 氏名",
    ),
    "paper_statement": (
        "紙の保証料計算書の希望",
        f"mailbot show {{case}} --save で保存し、印刷・郵送して、{_DONE}",
    ),
    "hand_over_paper": (
        "保証証書（紙）の用意ができた",
        "印刷し、mailbot handed {case} --how posted --by 氏名",
    ),
    "submission_failed": (
        "発注者への提出が届かなかった",
        "発注者に電話し、mailbot forward {case} --by 氏名",
    ),
    "change_not_now": ("発行されていない保証の変更の希望", _READ_IT),
    "change_of_what": ("どの保証の変更か不明", _READ_IT),
    "change_overtaken": (
        "手続き中の変更が、訂正などで無効になった",
        f"お客様に知らせ、{_DONE}",
    ),
    "submission_answer": ("発注者からのメール", f"{_READ}、{_DONE}"),
    "submission_not_found": ("存在しない提出への返信", f"{_READ}、{_DONE}"),
    "receipt_unproved": (
        "発注者側からの受領（符号なし）",
        f"mailbot received {{case}} --by 氏名、または{_DONE}",
    ),
    "withdrawal_unproved": (
        "取下げの希望（本人の証拠がない）",
        f"お客様に電話し、{_DONE}",
    ),
    "withdrawal_denied": (
        "ほかの誰かが取下げを頼んだ",
        f"読んで、お客様に注意を促し、{_DONE}",
    ),
    "call": ("電話の希望", _CALL),
    "person": ("担当者の希望", _CALL),
    "upset": ("お怒りの様子", _CALL),
    "confused": ("お困りの様子", _CALL),
    "correction_after_yes": (
        "「はい」のあとの訂正（発行は止めてある）",
        "mailbot return {case} --text …、または release",
    ),
    "stopped_after_yes": (
        "「はい」のあと、発行前のご連絡（発行は止めてある）",
        "読んで mailbot write で返信し、release または refuse",
    ),
    "mail_after_yes": ("「はい」のあとのメール", _READ_IT),
    "mail_after_end": ("終了した申込みへのメール", _READ_IT),
    "staff": (
        "担当者が書き、自動応答は止まっている",
        "済んだら mailbot release {case} --by 氏名",
    ),
    "new_mail": ("担当者が対応中の案件へのメール", _READ_IT),
    "not_an_application": (
        "確定したが、保証にできない",
        "mailbot の管理者に知らせ、その間は電話で対応する",
    ),
    "unclear": ("読み取れなかった", f"{_READ}、答える、{_DONE}"),
    "loop": ("何も進まないメールが多すぎる", f"{_READ}、{_TAKE}、{_DONE}"),
    "many_applications": (
        "証拠のない申込みが多数",
        f"お客様に電話する、{_TAKE}、{_DONE}",
    ),
    "machine_mail": ("リストや機械が転送した申込み・返事", f"{_READ}、{_TAKE}"),
    "unwritable_address": (
        "返信の宛先が書けない",
        f"電話するか、別のアドレスを確かめる。{_DONE}",
    ),
    "second_address": (
        "登録済みの会社の、登録のないアドレスからの申込み",
        f"会社に電話し、アドレスを登録する、{_TAKE}",
    ),
    "to_branch": ("支店あてのメール", f"{_READ}、答える、{_TAKE}、{_DONE}"),
    "sender_failed": (
        "差出人の認証に失敗",
        f"返信せずに電話する、{_DONE}",
    ),
    "no_single_sender": ("差出人がない、または二つ以上", f"{_READ}、{_DONE}"),
    "another_contractors_case": (
        "他社の案件についてのメール",
        f"誰からかを確かめ、{_DONE}",
    ),
    "token_from_stranger": (
        "登録のない差出人が当社のメールに返信",
        f"お客様に尋ね、アドレスを登録するか決め、{_DONE}",
    ),
    "foreign_token": ("当社が書いたことのない返信用アドレス", f"{_READ}、{_DONE}"),
    "case_not_found": ("存在しない案件への返信", f"{_READ}、{_DONE}"),
    "notice_differs": (
        "検証された書類が記録と異なる",
        f"発注者に電話し、{_DONE}",
    ),
    "guessing": (
        "誰かが認証キーを試している",
        f"サーバーの記録を見て、{_DONE}",
    ),
    "delivery_unknown": (
        "届いたかどうか分からない配送",
        f"送り直す前に相手に尋ね、{_DONE}",
    ),
    "bounce": ("メールが戻ってきた", f"別のアドレスを探すか電話し、{_DONE}"),
    "missing_glyph": (
        "印字できない文字がある",
        "mailbot correct {case} --set …、またはフォントを足して mailbot retry {task}",
    ),
    "job_failed": (
        "処理に三度失敗した",
        "サーバーの記録を見て、mailbot retry {task} --by 氏名",
    ),
    "platform_down": (
        "閲覧サイトが応答せず、発行が待っている",
        f"mailbot check で調べ、運用者に尋ね、{_DONE}",
    ),
    "not_registered": (
        "登録のない差出人",
        f"登録する（{_TAKE}）、または答えて、{_DONE}",
    ),
    "expired": ("期限までに返信がなかった", f"必要なら電話し、{_DONE}"),
    "no_progress": ("三度お尋ねしても決まらない", _CALL),
    "not_understood": ("三度続けて読み取れない", _CALL),
    "withdrawal_after_issue": (
        "発行済の保証の取下げの希望",
        f"mailbot cancel {{case}} --reason …、または電話し、{_DONE}",
    ),
}
WHY: Mapping[str, str] = {
    "not_returnable": "差し戻せるのは、確定していて、ま"
    "だ何も外へ出ていない申込みだけです"
    "（そのあとは cancel か correct）",
    "not_under_review": "審査中のものがありません",
    "same_person": "別の人の承認が必要です",
    "not_issued": "発行されていないか、保証証書を作成中です",
    "no_key_on_paper": "紙の保証に認証キーはありません",
    "not_correctable": "保証証書にない項目か、値の種類が違います"
    "（項目名は mailbot show のとおり）",
    "premium_differs": "発行前で、保証料が変わってしまいます。"
    "そのまま発行してから訂正してください",
    "nothing_to_correct": "保証証書は、もうそのとおりです",
    "no_change_to_cancel": "取り消せる変更がありません",
    "not_cancellable": "発行の手続き中か、すでに終了しています",
    "no_paper_to_hand_over": "紙で発行されていません",
    "not_forwardable": "送るのを待っているものがありません",
    "nothing_to_receive": "受領を待っているものがありません",
    "no_premium_awaited": "入金を待っていません",
    "already_paid": "この入金は記録済みです",
    "not_issued_now": "保証証書を作成中です。少し待ってやり直してください",
    "impossible": "誰にも通せない規則に反します。"
    "差戻し（mailbot return）か謝絶をしてください",
    "rule_not_released": "規則に反します。mailbot explain で規則を確かめ、"
    "--release R-21 --reason 理由 で通せます",
    "release_needs_reason": "規則を通すには理由が要ります: --reason 理由",
    "nothing_to_release": "通せる規則の指摘は残っていません",
    "not_held": "担当者が持っている案件ではありません（自動応答が続いています）",
}
SENTENCES: Mapping[str, str] = {
    "is given back; the contractor is asked.": "差し戻しました。お客様にお尋ねします。",
    "{} is refused; the contractor is told.": "{}を謝絶しました。お"
    "客様へお知らせします。",
    "{} is corrected and made again.": "{}を訂正し、作り直します。",
    "{} is as it was before its newest change.": "{}の変更を取り消しました。",
    "{} is cancelled{}.": "{}を取り消しました{}。",
    "noted.": "書きとめました。",
    "is the robot's again.": "自動応答に戻しました。",
    "sent to {}.": "{}へ送ります。",
    "{} is valid": "{}は正しい設定です",
    "{} branches, {} contractors, {} obligees": "支店{}、契約者{}、発注者{}",
    "{} kinds of mail, language {}": "メールの種類{}、言語 {}",
    "safe mode: mail leaves the house only to {}": "試行運転：メールは {} にだけ出ます",
    "safe mode: mail leaves the house to nobody": "試行運転：メールは外へ出ません",
    "live: mail goes to everybody": "本番：メールは全員に出ます",
    "{} is a demo tariff, and mail goes to everybody": "{}は見本の料率ですが、"
    "メールは全員に出ます",
    "write your own tariff before a contractor relies on a premium": "お客様が保証料を"
    "あてにする前に、自社の料率を書いてください",
    "{}, a demo tariff": "{}（見本の料率）",
    "this machine is busy, or too small to issue": "この機械は混んでいるか、"
    "発行には力が足りません",
    "a key notice of {} octets in {} ms": "認証キーのお知らせ {} オクテット、{} ミリ秒",
    "correct this line, then check again": "この行を直して、もう一度調べてください",
    "correct this entry, then check again": "この項目を直して、もう一度調べてください",
    "the database goes as far as its anchor says": "データベースは控えの位置まで"
    "そろっています",
    "{} cannot be bound: {}": "{}を開けません：{}",
    "{} cannot be written": "{}に書けません",
    "{} is free": "{}は空いています",
    "{} answers, {}; nothing was sent": "{}が応答しました（{}）。何も送っていません",
    "{} answers, and knows us": "{}が応答し、当社を認めました",
    "mail stays here, in {}": "メールは外へ出さず、{}に置きます",
    "{} is served by mailbot now": "{}は、いま mailbot が使っています",
    "certificates are shown from our own store": "保証証書は自社の保管庫から表示します",
    "{} may not be bound by this user": "この利用者には{}を開く権限がありません",
    "each profile has its dates, checked within a year": "発注者の定義には日付があり、"
    "一年以内に確かめてあります",
    "no page says since when they take electronic form: {}": "電子保証の開始日が"
    "不明の発注者：{}",
    "nobody wrote down when the profile was checked: {}": "確かめた日の記載"
    "がない発注者：{}",
    "the profile was checked more than a year ago: {}": "確かめてから一年を"
    "過ぎた発注者：{}",
    "ask the obligee, then write accepts.since (R-08: a person looks)": "発注者に"
    "尋ねて "
    "accepts.since に書いてください（R-08：担当者が確認）",
    "lay the profile beside its source, then write checked": "出典と見比べて "
    "checked に日付を書いてください",
    "lay the profile beside its source again, then write the day to checked": "もう一度"
    "出典と見比べて checked に日付を書いてください",
    "a demo certificate will be made at the first start": "初回の起動時に見本の証明書を"
    "作ります",
    "the certificate ended on {}": "証明書の期限が {} に切れました",
    "renew it": "更新してください",
    "correct the options of [signing]": "[signing] の設定を直してください",
    "{} can be written": "{}に書けます",
    "nothing in the data folder is anybody else's to read": "保管フォルダーは、"
    "ほかの利用者には読めません",
    "{}: mail is refused with 452": "{}：メールは452でお断りします",
    "free some space": "空きを作ってください",
    "others may read {}": "ほかの利用者が{}を読めます",
    "{} will be made at the first start": "{}は初回の起動時に作ります",
    "{}, revision {}, the newest": "{}、版 {}（最新）",
    "mailbot log lists them, with what to do": "mailbot log で"
    "、することと一緒に見られます",
    "nothing waits for a person": "担当者待ちのものはありません",
    "{} cannot be made": "{}を作れません",
    "mail is refused below {} MiB": "空きが {} MiB を切ると、メールをお断りします",
    "{} is missing, nothing kept can be read": "{}がなく、保管したものを読めません",
    "{} lies in the data folder": "{}が保管フォルダーの中にあります",
    "{}, mode 0600": "{}（所有者だけが読めます）",
    "{} entries, the chain holds": "記録 {} 件、改変なし",
    "everybody may read {}": "誰でも{}を読めます",
    "web.listen is empty: no page here; mails name {}": "web.listen が空です。"
    "ここにページはなく、メールには {} を書きます",
    "{} takes keys in clear": "{}は、暗号化なしで認証キーを受け取ります",
    "obligees look up at {}": "発注者は {} で照会できます",
    "Say who does it: --by NAME.": "誰がするのかを書いてください：--by 氏名",
    "Say who approves: --by NAME.": "誰が承認するのかを書いてください：--by 氏名",
    "Say it as TEXT or with --file, not both.": "本文か --file のど"
    "ちらか一方にしてください。",
    "There is no task {}; `mailbot log` lists them.": "用件 {} はありません。"
    "`mailbot log` で一覧できます。",
}
