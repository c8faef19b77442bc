"""What the demo says beside each mail: what happened, and why, in two languages.

A caption also names the lines of the mail that are shown; the whole mail is left in
the demo's folder.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caption:
    """The words beside a mail, and which of its lines are shown.

    `lines` are beginnings or pieces of lines; without any the mail's first lines are.
    """

    word: str
    """What the subject of the mail holds."""
    ja: str
    en: str
    lines: tuple[str, ...] = ()


APPLICATION = Caption(
    "",
    "受注者が、ふだんの文面で申し込む。丸数字、全角の「５，０００万円」、漢数字の"
    "「金伍百萬円也」。預託金融機関が書かれていない。",
    "A contractor applies in free layout: circled, full-width and kanji numbers. "
    "The bank is missing.",
    ("：", "■"),
)

ANSWER = Caption(
    "",
    "全文を引用した返信。送信者が書いた1行だけを読む。",
    "A reply above the quoted mail: only what the sender wrote is read.",
)

YES = Caption(
    "",
    "「はい」は、返信先のトークンが最新の申込確認のものであるときだけ有効。",
    "A yes counts only for the newest read-back: its token is in the reply address.",
)

RECEIPT = Caption(
    "",
    "発注者が「受領」と返信する。発注者側からの返信だけが受領になる。",
    "The employer confirms receipt; it counts only from the employer's side.",
)

MAILS = (
    Caption(
        "ご確認のお願い",
        "足りないのは1点（R-01）。すべての質問を1通で、答え方の例とともに尋ねる。"
        "当て推量はしない。",
        "One thing is missing (R-01). All questions go in one mail, with an example. "
        "Nothing is guessed.",
        ("　ご確認：", "　書き方：", "　例：", "例えば", "とだけ書いて"),
    ),
    Caption(
        "申込確認",
        "読み取った値を、お客様の記載と並べて読み返す。既定値と割合も示す。"
        "返事があるまで、何も発行しない。",
        "Every value is read back beside the words it came from, with defaults and "
        "ratios. Nothing is issued before the answer.",
        (
            *("「はい」とだけ書いて", "請負金額：", "　※五", "　※二"),
            *(
                "　※お客様の記載",
                "前払金保証金額：",
                "契約保証金額：",
                "預託金融機関：",
            ),
        ),
    ),
    Caption(
        "送信完了（",
        "審査（デモでは自動）を経て、番号と認証キーを1つのトランザクションで定め、"
        "発行の仕事を残す。ここで電源が切れても、二重に発行しない。",
        "Accepted: number and key are assigned in one transaction together with the "
        "work that is still to be done.",
        ("次のとおり", "■", "状況：", "取り下げる"),
    ),
    Caption(
        "発行完了",
        "証書を閲覧サービスに登録した時刻が発行日時。認証キーは署名つきPDFの中だけに"
        "あり、件名・本文・ログには現れない。",
        "Issued at the moment of arrival on the viewing platform. The key is in the "
        "signed PDF alone: in no subject, text or log.",
        ("◆電子保証概要", "保証契約番号：", "保証金額：", "電子保証発行日時", "相違"),
    ),
    Caption(
        "代理送信完了",
        "受注者に、いつ・誰に・何を送ったかを知らせる。",
        "The contractor hears when, to whom and what was sent.",
        ("送信日時", "宛先アドレス", "保証契約番号："),
    ),
    Caption(
        "受領のお知らせ",
        "受領を受注者に伝える。これで申込みから提出までが終わる。",
        "The contractor hears of the receipt: from application to submission, done.",
        ("受領したとの", "から、"),
    ),
    Caption(
        "認証キー）のお知らせ",
        "発注者ごとの決まり（件名・宛先・添付）に従って提出する。"
        "確認のしかたを、手で打てる長さで書く。",
        "Submitted in just the way that this employer wants it, with an address short "
        "enough to retype.",
        ("受注者名：", "保証契約番号：", "認証キー：", "http", "「受領」"),
    ),
)

OTHER = Caption("", "窓口からのメール。", "A mail of the desk.")


def caption_of(subject: str) -> Caption:
    """Return the caption of a mail of the desk, by what its subject says."""
    return next((one for one in MAILS if one.word in subject), OTHER)


def extract(text: str, wanted: tuple[str, ...], most: int) -> tuple[list[str], int]:
    """Return the lines of a mail that a caption names, and how many others there are.

    A line is shown where it begins with one of `wanted` or holds it; at most `most`
    are.  Without `wanted` the first lines are shown.  Blank lines do not count.
    """
    lines = [line.rstrip() for line in text.splitlines() if line.strip(" \u3000")]
    named = [line for line in lines if any(one in line for one in wanted)]
    shown = (named or lines)[:most]
    return shown, len(lines) - len(shown)
