"""What an obligee is told: a certificate in words, and what became of each file.

Obligees are written to in Japanese.  Pure: rows of a mail in, entries out; the key is
in none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from mailbot.composer.tables.application import facts
from mailbot.composer.tables.rows import TableRow
from mailbot.composer.wording import Wording
from mailbot.core.mails.obligee_enquiry import (
    CertificateEntry,
    CheckedFile,
)
from mailbot.core.model.lookup_result import Difference

Face = Mapping[str, object]

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "number": "保証契約番号",
        "project_name": "工事名",
        "contractor_name": "受注者名（保証契約者）",
        "obligee_name": "発注者（被保証者）",
        "jv_name": "JV名",
        "product": "商品（保証区分）",
        "amount": "保証金額",
        "term": "保証期間",
        "guarantee_from": "保証期間の始期",
        "guarantee_until": "保証期間の終期",
        "contract_amount": "請負金額",
        "work_term": "工期",
        "work_start": "工期の始期",
        "work_end": "工期の終期",
        "contract_date": "請負契約日",
        "bank": "預託金融機関",
        "former": "変更前の証書",
        "payment_method": "支払方法",
        "bill_to": "請求先",
        "premium": "保証料",
        "dated": "日付",
        "issuer": "発行者",
        "branch": "取扱箇所",
        "key": "認証キー",
        "text": "その他の記載",
    }
)
"""The fields of our documents, as people call them."""

SIGNATURES: Mapping[str, str] = MappingProxyType(
    {
        "valid": "有効です。当社が署名したあと、変更されていません。",
        "altered": "署名のあとで、ファイルが変更または保存し直されています。",
        "foreign": "当社の署名ではありません。",
        "none": "電子署名がありません。",
    }
)
DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "key_notice": "電子保証にかかる「認証キー」のお知らせ",
        "certificate": "保証証書",
        "statement": "保証料計算書",
        "": "当社の書面として読み取れません。",
    }
)
_STATES: Mapping[str, str] = MappingProxyType(
    {
        "not_pdf": "PDFファイルではないため、確認できませんでした。",
        "encrypted": (
            "パスワードで保護されているため、確認できませんでした。"
            "保護のない、受け取ったままのファイルをお送りください。"
        ),
        "too_large": "ファイルが大きすぎるため、確認できませんでした。",
        "unreadable": "ファイルを読み取れず、確認できませんでした。",
    }
)
_RECORDS: Mapping[str, str] = MappingProxyType(
    {
        "same": "一致しています。",
        "differs": "相違があります。",
        "unopened": "記載の番号と認証キーでは、保証証書を表示できません。",
        "held": "ただいま照合できません。",
        "unasked": "照合していません（認証キーの記載がないため）。",
    }
)


def certificate(one: CertificateEntry, words: Wording) -> tuple[TableRow, ...]:
    """Return what a certificate says, in the order in which it says it."""
    face = one.face
    return facts(
        (LABELS["number"], one.number),
        (LABELS["product"], words.product(str(face.get("product", "")))),
        (LABELS["contractor_name"], face.get("contractor_name")),
        (LABELS["jv_name"], face.get("jv_name")),
        (LABELS["obligee_name"], face.get("obligee_name")),
        (LABELS["amount"], _yen(face, "amount", words)),
        *_days(face, ("guarantee_from", "guarantee_until"), words),
        (LABELS["project_name"], face.get("project_name")),
        (LABELS["contract_amount"], _yen(face, "contract_amount", words)),
        *_days(face, ("work_start", "work_end", "contract_date"), words),
        (LABELS["bank"], face.get("bank")),
        (LABELS["issuer"], face.get("issuer")),
        (LABELS["branch"], face.get("branch")),
        ("電子保証発行日時", words.moment(one.at)),
    )


def former(one: CertificateEntry, words: Wording) -> tuple[TableRow, ...]:
    """Return what an earlier certificate said, where a change may have touched it."""
    face = one.face
    return facts(
        ("電子保証発行日時", words.moment(one.at)),
        (LABELS["amount"], _yen(face, "amount", words)),
        (LABELS["contract_amount"], _yen(face, "contract_amount", words)),
        *_days(face, ("guarantee_until", "work_end"), words),
    )


def file(one: CheckedFile, words: Wording) -> tuple[TableRow, ...]:
    """Return what became of one file of a 検証."""
    if one.state != "seen":
        return facts(("結果", _STATES[one.state]))
    if not one.kind:
        return facts(("書面", DOCUMENTS[""]), ("電子署名", SIGNATURES[one.signature]))
    notes = [_differs(row) for row in one.differing]
    if not one.newest:
        notes.append("このあとに、変更された書面が発行されています。")
    if one.held_until:
        notes.append(f"{words.moment(one.held_until)}以降に、もう一度お送りください。")
    record = TableRow("当社の記録との照合", _RECORDS[one.record], tuple(notes))
    return (
        *facts(
            ("書面", DOCUMENTS[one.kind]),
            (LABELS["number"], one.number),
            ("電子署名", SIGNATURES[one.signature]),
        ),
        record,
    )


def is_good(one: CheckedFile) -> bool:
    """Return whether a file is ours, untouched, and says what is on record."""
    return one.signature == "valid" and _agrees(one)


def is_copy(one: CheckedFile) -> bool:
    """Return whether a file says what is on record, without a valid signature."""
    return _agrees(one) and not is_good(one)


def _agrees(one: CheckedFile) -> bool:
    return (one.state, one.record) == ("seen", "same")


def _differs(row: Difference) -> str:
    shown = row.shown
    said = f"ファイルの記載は「{shown}」です。" if shown else "記録と異なります。"
    return f"{LABELS.get(row.name, row.name)}：{said}"


def _yen(face: Face, key: str, words: Wording) -> str:
    amount = face.get(key)
    return words.yen(amount) if isinstance(amount, int) else ""


def _days(
    face: Face, names: tuple[str, ...], words: Wording
) -> Iterable[tuple[str, str]]:
    """Yield each day under its own label: a line holds one day, and is not broken."""
    for name in names:
        shown = words.iso_day(face.get(name))
        if shown and name == "contract_date" and face.get("contract_date_planned"):
            shown = words.said("planned", value=shown)
        yield LABELS[name], shown
