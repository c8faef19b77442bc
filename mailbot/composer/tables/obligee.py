"""What an obligee is told: a certificate in words, and what became of each file.

Obligees are written to in Japanese.  Pure: JSON-ready rows in, entries out; the key is
in none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from mailbot.composer.tables.application import facts
from mailbot.composer.tables.rows import Row, TableRow, mapping_of, rows_of, text_of
from mailbot.composer.wording import Wording, as_day

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


def certificate(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return what a certificate says, in the order in which it says it."""
    face = mapping_of(one, "face")
    return facts(
        (LABELS["number"], text_of(one, "number")),
        (LABELS["product"], words.product(text_of(face, "product"))),
        (LABELS["contractor_name"], text_of(face, "contractor_name")),
        (LABELS["jv_name"], text_of(face, "jv_name")),
        (LABELS["obligee_name"], text_of(face, "obligee_name")),
        (LABELS["amount"], _yen(face, "amount", words)),
        *_days(face, ("guarantee_from", "guarantee_until"), words),
        (LABELS["project_name"], text_of(face, "project_name")),
        (LABELS["contract_amount"], _yen(face, "contract_amount", words)),
        *_days(face, ("work_start", "work_end", "contract_date"), words),
        (LABELS["bank"], text_of(face, "bank")),
        (LABELS["issuer"], text_of(face, "issuer")),
        (LABELS["branch"], text_of(face, "branch")),
        ("電子保証発行日時", words.moment(one.get("at"))),
    )


def former(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return what an earlier certificate said, where a change may have touched it."""
    face = mapping_of(one, "face")
    return facts(
        ("電子保証発行日時", words.moment(one.get("at"))),
        (LABELS["amount"], _yen(face, "amount", words)),
        (LABELS["contract_amount"], _yen(face, "contract_amount", words)),
        *_days(face, ("guarantee_until", "work_end"), words),
    )


def file(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return what became of one file of a 検証."""
    if text_of(one, "state") != "seen":
        return facts(("結果", _STATES[text_of(one, "state")]))
    kind = text_of(one, "kind")
    if not kind:
        return facts(
            ("書面", DOCUMENTS[""]), ("電子署名", SIGNATURES[text_of(one, "signature")])
        )
    notes = [f"{_label(row)}：{_shown(row)}" for row in rows_of(one, "differing")]
    if one.get("newest") is False:
        notes.append("このあとに、変更された書面が発行されています。")
    if text_of(one, "held_until"):
        until = words.moment(one.get("held_until"))
        notes.append(f"{until}以降に、もう一度お送りください。")
    record = TableRow(
        "当社の記録との照合", _RECORDS[text_of(one, "record")], tuple(notes)
    )
    return (
        *facts(
            ("書面", DOCUMENTS[kind]),
            (LABELS["number"], text_of(one, "number")),
            ("電子署名", SIGNATURES[text_of(one, "signature")]),
        ),
        record,
    )


def is_good(one: Row) -> bool:
    """Tell whether a file is ours, untouched, and says what is on record."""
    valid = text_of(one, "signature") == "valid"
    return valid and _agrees(one)


def is_copy(one: Row) -> bool:
    """Tell whether a file says what is on record, without a valid signature."""
    return _agrees(one) and not is_good(one)


def _agrees(one: Row) -> bool:
    return (text_of(one, "state"), text_of(one, "record")) == ("seen", "same")


def _label(row: Row) -> str:
    return LABELS.get(text_of(row, "name"), text_of(row, "name"))


def _shown(row: Row) -> str:
    shown = text_of(row, "shown")
    return f"ファイルの記載は「{shown}」です。" if shown else "記録と異なります。"


def _yen(face: Row, key: str, words: Wording) -> str:
    amount = face.get(key)
    return words.yen(amount) if isinstance(amount, int) else ""


def _days(
    face: Row, names: tuple[str, ...], words: Wording
) -> Iterable[tuple[str, str]]:
    """Yield each day under its own label: a line holds one day, and is not broken."""
    for name in names:
        day = as_day(face.get(name))
        shown = words.day(day) if day else ""
        if shown and name == "contract_date" and face.get("contract_date_planned"):
            shown = words.said("planned", value=shown)
        yield LABELS[name], shown
