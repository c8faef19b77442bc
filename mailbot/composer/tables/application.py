"""The tables of each mail: rows of the core's content as entries a template can set.

Pure.  Every function takes JSON-ready rows, already one line each, and the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mailbot.composer.tables import rows as views
from mailbot.composer.tables.rows import Question, Row, TableRow, text_of, texts_of
from mailbot.composer.wording import Wording, as_day
from mailbot.core.model.form_fields import FIELDS

_PRIVACY = ("kept", "purpose", "period", "contact")


def facts(*pairs: tuple[str, object]) -> tuple[TableRow, ...]:
    """Return entries of the pairs that have a value."""
    return tuple(TableRow(label, str(value)) for label, value in pairs if value)


def quoted(lines: Sequence[str], words: Wording) -> list[str]:
    """Return the sender's own sentences as such, each within bounds."""
    return [words.said("quoted", text=views.cited(line)) for line in lines]


def told(words: Wording) -> tuple[TableRow, ...]:
    """Return what can be written to this desk, and what it does."""
    commands: Sequence[Mapping[str, str]] = words.words["commands"]
    return tuple(
        TableRow(words.said("quoted", text=one["word"]), one["does"])
        for one in commands
    )


def privacy(words: Wording) -> tuple[TableRow, ...]:
    """Return what is kept, what for, how long, and whom to ask."""
    said = words.words["privacy"]
    return tuple(TableRow(words.said(name), said[name]) for name in _PRIVACY)


def explained(words: Wording) -> list[str]:
    """Return how to write some fields, in sentences: no line here looks filled in."""
    left_out: Mapping[str, str] = words.words["blank"]["left_out"]
    return [
        _explained(key, words) + left_out.get(key, "")
        for key in words.words["blank"]["explained"]
    ]


def further(words: Wording) -> list[str]:
    """Return how to write the fields that the blank form leaves out, each label once.

    They are wanted now and then only: written as a line of their own they are read.
    """
    blank = words.words["blank"]
    asked = {words.label(key) for key in form_keys(words)}
    asked |= {words.label(key) for key in blank["explained"]}
    found: dict[str, str] = {}
    for one in FIELDS:
        label = words.label(one.key)
        if label not in asked:
            found.setdefault(label, _explained(one.key, words))
    return list(found.values())


def form_keys(words: Wording) -> list[str]:
    """Return the fields of the blank form, in its order."""
    found: list[str] = []
    for name in words.words["sections"]:
        scope = f"{name}." if name in words.words["products"] else ""
        found += [scope + key for key in words.words["blank"][name]]
    return found


def _explained(key: str, words: Wording) -> str:
    return words.said(
        "explained",
        label=words.label(key),
        expects=words.expects(key),
        example=words.example(key),
    )


def cautions(
    findings: Sequence[Row], rows: Sequence[Row], words: Wording
) -> tuple[Question, ...]:
    """Return what a rule warns of: what was read, what it says, what is expected."""
    values = {text_of(row, "field"): row.get("value") for row in rows}
    found = []
    for number, one in enumerate(findings, 1):
        field, code = text_of(one, "field"), text_of(one, "code")
        # What has no place stands in no row: the sender's own words say what it was.
        own = text_of(one, "read")
        read = words.show(field, values[field]) if field in values else own
        said = facts(
            (words.said("applied"), read),
            (words.said("caution"), words.says(code, views.mapping_of(one, "params"))),
            (words.said("guide"), words.problem(code).get("expects")),
        )
        found.append(Question(number, words.full_label(field or code), said))
    return tuple(found)


def to_decide(findings: Sequence[Row], words: Wording) -> str:
    """Return by name what a person looks at before the issue, "" for nothing (R-23)."""
    held = (one for one in findings if one.get("held"))
    names = (text_of(one, "field") or text_of(one, "code") for one in held)
    return words.joined(dict.fromkeys(words.full_label(name) for name in names))


def premiums(estimates: Sequence[Row], words: Wording) -> tuple[TableRow, ...]:
    """Return the estimated premium of each product in yen, with its tariff."""
    return tuple(
        TableRow(
            words.said("premium_of", product=words.product(text_of(one, "product"))),
            _yen(one, "yen", words),
            _tariff(one, words),
        )
        for one in estimates
    )


def estimates(rows: Sequence[Row], words: Wording) -> tuple[TableRow, ...]:
    """Return the premium of each product with the amount that it is reckoned from."""
    return tuple(
        TableRow(
            words.said("premium_of", product=words.product(text_of(one, "product"))),
            _yen(one, "yen", words),
            (
                *(
                    (words.said("amount_note", amount=_yen(one, "amount", words)),)
                    if one.get("amount")
                    else ()
                ),
                *_tariff(one, words),
            ),
        )
        for one in rows
    )


def _yen(row: Row, key: str, words: Wording) -> str:
    value = row.get(key)
    return words.yen(value) if isinstance(value, int) else ""


def _tariff(row: Row, words: Wording) -> tuple[str, ...]:
    tariff = text_of(row, "tariff")
    return (words.said("tariff_note", tariff=tariff),) if tariff else ()


def _where(row: Row) -> str:
    return f"{text_of(row, 'obligee')} {text_of(row, 'section')}".strip()


def _forwarded(row: Row, wish: str) -> bool:
    by_mail = text_of(row, "channel") == "mail" and text_of(row, "address") != ""
    return wish == "forward" and by_mail


def forwarded(ways: Sequence[Row], wish: str, words: Wording) -> str:
    """Return the products whose notice we send on the contractor's behalf, if any."""
    ours = [
        words.product(text_of(one, "product")) for one in ways if _forwarded(one, wish)
    ]
    return words.joined(ours)


def enclosed(papers: Sequence[Row], words: Wording) -> tuple[TableRow, ...]:
    """Return each paper that came, with what happens to it."""
    return tuple(
        TableRow(
            text_of(one, "file") or words.said("unnamed_file"),
            words.said(f"paper_{text_of(one, 'fate')}", where=text_of(one, "where")),
            _read(one, words),
        )
        for one in papers
    )


def _read(paper: Row, words: Wording) -> tuple[str, ...]:
    """Say whether a paper is compared with the application, or why it was not read."""
    if paper.get("compared") is True:
        return (words.said("paper_compared"),)
    why = text_of(paper, "unread")
    return (words.said("paper_unread", why=why),) if why else ()


def deliveries(ways: Sequence[Row], wish: str, words: Wording) -> tuple[TableRow, ...]:
    """Return how each product's notice will get to the obligee, and who hands it in."""
    entries = []
    for one in ways:
        way = words.words["ways"].get(text_of(one, "channel"), "")
        if text_of(one, "channel") == "paper":
            how = words.said("you_bring", where=_where(one))
        elif _forwarded(one, wish):
            how = words.said("we_forward", where=_where(one))
        else:
            how = words.said("you_submit", where=_where(one), way=way)
        product = words.product(text_of(one, "product"))
        entries.append(TableRow(words.said("submit_to", product=product), how))
    return tuple(entries)


def accepted(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return one guarantee as it was accepted, where it stands and what comes next."""
    product = text_of(one, "product")
    state = words.words["guarantee_states"].get(text_of(one, "state"), {})
    paper = text_of(one, "form") == "paper"
    return facts(
        (words.label(f"{product}.amount"), _yen(one, "amount", words)),
        (words.label(f"{product}.form"), words.show("form", one.get("form"))),
        (
            words.label(f"{product}.payment_method"),
            words.show("payment_method", one.get("payment")),
        ),
        (words.said("state"), state.get("name", "")),
        (words.said("then"), state.get("next", "")),
        (words.said("handing"), words.words["paper_next"]["text"] if paper else ""),
        *to_pay_facts(views.mapping_of(one, "pay"), words),
    )


def to_pay(pay: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return how a premium is paid: amount, where to, with which reference, by when."""
    return facts(*to_pay_facts(pay, words))


def to_pay_facts(pay: Row, words: Wording) -> Iterator[tuple[str, object]]:
    """Yield the same as labels and values."""
    if not pay:
        return
    by = as_day(pay.get("by"))
    yield words.said("to_pay"), _yen(pay, "yen", words)
    yield words.said("pay_by"), words.day(by) if by else ""
    if text_of(pay, "method") == "transfer":
        account = text_of(pay, "account")
        yield words.said("account"), account or words.said("account_by_telephone")
        reference = text_of(pay, "reference")
        yield words.said("reference"), words.said("reference_note", number=reference)
    else:
        places = {"where": text_of(pay, "where"), "hours": text_of(pay, "hours")}
        yield words.said("pay_where"), words.said("pay_where_note", **places)
    if paid := as_day(pay.get("paid")):
        yield words.said("paid_label"), words.said("paid", day=words.day(paid))


def body_lines(content: Mapping[str, object]) -> list[str]:
    """Return the lines that an obligee wants, without those that stand below anyway."""
    below = {
        f"工事名：{text_of(content, 'project_name')}",
        f"工事番号：{text_of(content, 'project_number')}",
        f"受注者名：{text_of(content, 'contractor')}",
    }
    return [line for line in texts_of(content, "body") if line not in below]


def premium(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return the premium of an issued guarantee and how it is paid."""
    cost = _yen(one, "premium", words)
    return facts(
        (words.said("premium"), cost),
        (words.said("payment"), words.show("payment_method", one.get("payment"))),
        (words.said("tariff"), text_of(one, "tariff")),
        (
            words.said("on_paper"),
            words.said("on_paper_note") if one.get("on_paper") is True else "",
        ),
    )


def periods(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return the days of a certificate: of the guarantee, the works, the contract."""
    said = views.mapping_of(one, "periods")
    days = {key: as_day(value) for key, value in said.items()}

    def span(first: str, last: str) -> str:
        begins, ends = days.get(first), days.get(last)
        if not begins or not ends:
            return ""
        return words.said(
            "span", first=words.short_day(begins), last=words.short_day(ends)
        )

    day = days.get("signed")
    signed = words.day(day) if day else ""
    if signed and said.get("planned") is True:
        signed = words.said("planned", value=signed)
    return facts(
        (words.said("guarantee_period"), span("from", "until")),
        (words.said("work_period"), span("work_start", "work_end")),
        (words.label("contract_date"), signed),
    )


def issue(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return form and moment of the issue (電子保証発行日時: arrival, flyer 5)."""
    at = words.moment(one.get("arrived_at"))
    if text_of(one, "form") == "paper":
        handed = words.words["paper_next"]["issued"]
        return facts((words.said("form"), handed), (words.said("issued_at"), at))
    form = words.show("form", one.get("form"))
    return facts((words.said("form"), form), (words.said("arrived_at"), at))


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


def next_step(step: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return what happens next for this obligee, and what the contractor has to do."""
    papers = words.joined(texts_of(step, "papers"))
    duties = words.letter("between").join(texts_of(step, "duties"))  # whole sentences
    if _forwarded(step, text_of(step, "submission")):
        what = words.said("forwarding")
        wanted = words.said("papers_with_us", papers=papers)
        address = ""
    else:
        what = words.words["channels"].get(text_of(step, "channel"), "")
        wanted, address = papers, text_of(step, "address")
    return facts(
        (words.said("where"), _where(step)),
        (words.said("address_of_obligee"), address),
        (words.said("procedure"), what),
        (words.said("papers"), wanted if papers else ""),
        (words.said("duties"), duties),
    )


def submitted(one: Row, words: Wording) -> tuple[TableRow, ...]:
    """Return to which address which guarantees' notices went."""
    return (
        *facts((words.said("sent_to"), text_of(one, "address"))),
        *numbers(views.rows_of(one, "guarantees"), words),
    )


def numbers(guarantees: Sequence[Row], words: Wording) -> tuple[TableRow, ...]:
    """Return product and number of each guarantee, without a word on keys."""
    return tuple(entry for one in guarantees for entry in notice(one, words, keys=None))


def notice(
    one: Row, words: Wording, keys: Mapping[str, str] | None
) -> tuple[TableRow, ...]:
    """Return product and number; for an obligee also where the key stands."""
    number = text_of(one, "number")
    key = "" if keys is None else keys.get(number, words.said("key_in_pdf"))
    return facts(
        (words.said("class"), words.product(text_of(one, "product"))),
        (words.said("number"), number),
        (words.said("key"), key),
    )
