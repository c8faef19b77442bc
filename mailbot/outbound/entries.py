"""The tables of each mail: rows of the core's content as entries a template can set.

Pure.  Every function takes JSON-ready rows, already one line each, and the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mailbot.outbound import views
from mailbot.outbound.views import Entry, Question, Row, text_of, texts_of
from mailbot.outbound.wording import Wording, moment_text, yen


def facts(*pairs: tuple[str, object]) -> tuple[Entry, ...]:
    """Return entries of the pairs that have a value."""
    return tuple(Entry(label, str(value)) for label, value in pairs if value)


def quoted(lines: Sequence[str]) -> list[str]:
    """Return the sender's own sentences as such, each within bounds."""
    return [f"「{views.cited(line)}」" for line in lines]


def told(commands: Sequence[Mapping[str, str]]) -> tuple[Entry, ...]:
    """Return what can be written to this desk, and what it does."""
    return tuple(Entry(f"「{one['word']}」", one["does"]) for one in commands)


def privacy(words: Wording) -> tuple[Entry, ...]:
    """Return what is kept, what for, how long, and whom to ask."""
    said = words.words["privacy"]
    return facts(
        ("保管する内容", said["kept"]),
        ("使う目的", said["purpose"]),
        ("保管する期間", said["period"]),
        ("お問い合わせ", said["contact"]),
    )


def explained(words: Wording) -> list[str]:
    """Return how to write some fields, in sentences: no line here looks filled in."""
    return [
        f"「{words.label(key)}」には、{words.expects(key)}を"
        f"ご記入ください（例：{words.example(key)}）。"
        for key in words.words["blank"]["explained"]
    ]


def cautions(
    findings: Sequence[Row], rows: Sequence[Row], words: Wording
) -> tuple[Question, ...]:
    """Return what a rule warns of: what was read, what it says, what is expected."""
    values = {text_of(row, "field"): row.get("value") for row in rows}
    found = []
    for number, one in enumerate(findings, 1):
        field, code = text_of(one, "field"), text_of(one, "code")
        read = words.show(field, values[field]) if field in values else ""
        said = facts(
            ("お申込み", read),
            ("ご注意", words.says(code, views.mapping_of(one, "params"))),
            ("目安", words.problem(code).get("expects")),
        )
        found.append(Question(number, words.full_label(field or code), said))
    return tuple(found)


def premiums(estimates: Sequence[Row], words: Wording) -> tuple[Entry, ...]:
    """Return the estimated premium of each product in yen, with its tariff."""
    return tuple(
        Entry(
            f"保証料（{words.product(text_of(one, 'product'))}）",
            _yen(one, "yen"),
            _tariff(one),
        )
        for one in estimates
    )


def _yen(row: Row, key: str) -> str:
    value = row.get(key)
    return yen(value) if isinstance(value, int) else ""


def _tariff(row: Row) -> tuple[str, ...]:
    tariff = text_of(row, "tariff")
    return (f"適用料率 {tariff}",) if tariff else ()


def _where(row: Row) -> str:
    return f"{text_of(row, 'obligee')} {text_of(row, 'section')}".strip()


def _forwarded(row: Row, wish: str) -> bool:
    by_mail = text_of(row, "channel") == "mail" and text_of(row, "address") != ""
    return wish == "forward" and by_mail


def deliveries(ways: Sequence[Row], wish: str, words: Wording) -> tuple[Entry, ...]:
    """Return how each product's notice will get to the obligee, and who hands it in."""
    entries = []
    for one in ways:
        way = words.words["ways"].get(text_of(one, "channel"), "")
        if _forwarded(one, wish):
            how = f"{_where(one)}へ、当社がメールで代理送信します"
        else:
            how = f"{_where(one)}へ、お客様からご提出ください（{way}）"
        product = words.product(text_of(one, "product"))
        entries.append(Entry(f"提出先（{product}）", how))
    return tuple(entries)


def accepted(one: Row, words: Wording) -> tuple[Entry, ...]:
    """Return one guarantee as it was accepted, where it stands and what comes next."""
    product = text_of(one, "product")
    state = words.words["guarantee_states"].get(text_of(one, "state"), {})
    paper = text_of(one, "form") == "paper"
    return facts(
        (words.label(f"{product}.amount"), _yen(one, "amount")),
        (words.label(f"{product}.form"), words.show("form", one.get("form"))),
        (
            words.label(f"{product}.payment_method"),
            words.show("payment_method", one.get("payment")),
        ),
        ("状況", state.get("name", "")),
        ("このあと", state.get("next", "")),
        ("お渡し", words.words["paper_next"]["text"] if paper else ""),
    )


def body_lines(content: Mapping[str, object]) -> list[str]:
    """Return the lines that an obligee wants, without those that stand below anyway."""
    below = {
        f"工事名：{text_of(content, 'project_name')}",
        f"工事番号：{text_of(content, 'project_number')}",
        f"受注者名：{text_of(content, 'contractor')}",
    }
    return [line for line in texts_of(content, "body") if line not in below]


def premium(one: Row, words: Wording) -> tuple[Entry, ...]:
    """Return the premium of an issued guarantee and how it is paid."""
    cost = _yen(one, "premium")
    return facts(
        ("保証料（非課税）", cost),
        ("お支払い方法", words.show("payment_method", one.get("payment"))),
        ("適用料率", text_of(one, "tariff")),
    )


def issue(one: Row, words: Wording) -> tuple[Entry, ...]:
    """Return form and moment of the issue (電子保証発行日時: arrival, flyer 5)."""
    at = moment_text(one.get("arrived_at"))
    if text_of(one, "form") == "paper":
        handed = words.words["paper_next"]["issued"]
        return facts(("保証証書の形式", handed), ("発行日時", at))
    form = words.show("form", one.get("form"))
    return facts(("保証証書の形式", form), ("電子保証発行日時", at))


def differences(rows: Sequence[Row], words: Wording) -> list[tuple[str, str, str]]:
    """Return label, what was applied for and what was issued, for each difference."""
    found = []
    for row in rows:
        key = text_of(row, "field")
        applied, issued = row.get("applied"), row.get("issued")
        found.append(
            (words.label(key), words.show(key, applied), words.show(key, issued))
        )
    return found


def next_step(step: Row, words: Wording) -> tuple[Entry, ...]:
    """Return what happens next for this obligee, and what the contractor has to do."""
    papers = "、".join(texts_of(step, "papers"))
    duties = "".join(texts_of(step, "duties"))  # whole sentences
    if _forwarded(step, text_of(step, "submission")):
        what = (
            "当社がメールで代理送信します。送信しましたら、あらためてお知らせします。"
        )
        wanted = (
            f"{papers}（このメールへの返信に添付してお送りください。"
            "そろいましたら、あわせて代理送信します）"
        )
        address = ""
    else:
        what = words.words["channels"].get(text_of(step, "channel"), "")
        wanted, address = papers, text_of(step, "address")
    return facts(
        ("提出先", _where(step)),
        ("提出先のアドレス", address),
        ("お手続き", what),
        ("あわせて必要な書類", wanted if papers else ""),
        ("お客様にお願いすること", duties),
    )


def submitted(one: Row, words: Wording) -> tuple[Entry, ...]:
    """Return to which address which guarantees' notices went."""
    return (
        *facts(("宛先アドレス", text_of(one, "address"))),
        *numbers(views.rows_of(one, "guarantees"), words),
    )


def numbers(guarantees: Sequence[Row], words: Wording) -> tuple[Entry, ...]:
    """Return product and number of each guarantee, without a word on keys."""
    return tuple(entry for one in guarantees for entry in notice(one, words, keys=None))


def notice(
    one: Row, words: Wording, keys: Mapping[str, str] | None
) -> tuple[Entry, ...]:
    """Return product and number; for an obligee also where the key stands."""
    number = text_of(one, "number")
    key = "" if keys is None else keys.get(number, "添付のPDFに記載しています")
    return facts(
        ("商品（保証区分）", words.product(text_of(one, "product"))),
        ("保証契約番号", number),
        ("認証キー", key),
    )
