"""The tables of each mail: its rows as entries that a template can set.

Pure.  Every function takes rows of a mail, already one line each, and the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mailbot.composer.tables import rows as views
from mailbot.composer.tables.rows import Question, TableRow
from mailbot.composer.wording import Wording, as_day
from mailbot.core.mails.agreement import AcceptedGuarantee, HowToPay
from mailbot.core.mails.certificate import IssuedDifference, IssuedGuarantee, NextStep
from mailbot.core.mails.form_rows import (
    Caution,
    DeliveryWay,
    FormRow,
    NamedGuarantee,
    PremiumRow,
)
from mailbot.core.mails.submission import SentTo, SubmissionMail
from mailbot.core.model.mail_kind import Mail
from mailbot.core.rules.enclosed_papers import EnclosedPaper


def facts(*pairs: tuple[str, object]) -> tuple[TableRow, ...]:
    """Return entries of the pairs that have a value."""
    return tuple(TableRow(label, str(value)) for label, value in pairs if value)


def quoted(lines: Sequence[str], words: Wording) -> list[str]:
    """Return the sender's own sentences as such, each within bounds."""
    return [words.said("quoted", text=views.cited(line)) for line in lines]


def cautions(
    findings: Sequence[Caution], rows: Sequence[FormRow], words: Wording
) -> tuple[Question, ...]:
    """Return what a rule warns of: what was read, what it says, what is expected."""
    values = {row.field: row.value for row in rows}
    found = []
    for number, one in enumerate(findings, 1):
        field, code = one.field, one.code
        # What has no place stands in no row: the sender's own words say what it was.
        read = words.show(field, values[field]) if field in values else one.read
        said = facts(
            (words.said("applied"), read),
            (words.said("caution"), words.says(code, one.params)),
            (words.said("guide"), words.problem(code).get("expects")),
        )
        found.append(Question(number, words.full_label(field or code), said))
    return tuple(found)


def to_decide(findings: Sequence[Caution], words: Wording) -> str:
    """Return by name what a person looks at before the issue, "" for nothing (R-23)."""
    names = (one.field or one.code for one in findings if one.held)
    return words.joined(dict.fromkeys(words.full_label(name) for name in names))


def premiums(rows: Sequence[PremiumRow], words: Wording) -> tuple[TableRow, ...]:
    """Return each product's premium in yen, what it is reckoned from, its tariff."""
    return tuple(
        TableRow(
            words.said("premium_of", product=words.product(one.product)),
            words.yen(one.yen),
            tuple(_reckoned(one, words)),
        )
        for one in rows
    )


def _reckoned(row: PremiumRow, words: Wording) -> Iterator[str]:
    if row.amount:
        yield words.said("amount_note", amount=words.yen(row.amount))
    if row.tariff:
        yield words.said("tariff_note", tariff=row.tariff)


def _where(row: DeliveryWay) -> str:
    return f"{row.obligee} {row.section}".strip()


def _forwarded(row: DeliveryWay, wish: str) -> bool:
    return wish == "forward" and row.channel == "mail" and row.address != ""


def forwarded(ways: Sequence[DeliveryWay], wish: str, words: Wording) -> str:
    """Return the products whose notice we send on the contractor's behalf, if any."""
    ours = [words.product(one.product) for one in ways if _forwarded(one, wish)]
    return words.joined(ours)


def enclosed(papers: Sequence[EnclosedPaper], words: Wording) -> tuple[TableRow, ...]:
    """Return each paper that came, with what happens to it."""
    return tuple(
        TableRow(
            one.file or words.said("unnamed_file"),
            words.said(f"paper_{one.fate}", where=one.where),
            _read(one, words),
        )
        for one in papers
    )


def _read(paper: EnclosedPaper, words: Wording) -> tuple[str, ...]:
    if paper.compared:
        return (words.said("paper_compared"),)
    return (words.said("paper_unread", why=paper.unread),) if paper.unread else ()


def deliveries(
    ways: Sequence[DeliveryWay], wish: str, words: Wording
) -> tuple[TableRow, ...]:
    """Return how each product's notice will get to the obligee, and who hands it in."""
    entries = []
    for one in ways:
        way = words.words["ways"].get(one.channel, "")
        if one.channel == "paper":
            how = words.said("you_bring", where=_where(one))
        elif _forwarded(one, wish):
            how = words.said("we_forward", where=_where(one))
        else:
            how = words.said("you_submit", where=_where(one), way=way)
        product = words.product(one.product)
        entries.append(TableRow(words.said("submit_to", product=product), how))
    return tuple(entries)


def accepted(one: AcceptedGuarantee, words: Wording) -> tuple[TableRow, ...]:
    """Return one guarantee as it was accepted, where it stands and what comes next."""
    product = one.product
    state = words.words["guarantee_states"].get(one.state, {})
    paper = one.form == "paper"
    return facts(
        (words.label(f"{product}.amount"), words.yen(one.amount)),
        (words.label(f"{product}.form"), words.show("form", one.form)),
        (
            words.label(f"{product}.payment_method"),
            words.show("payment_method", one.payment),
        ),
        (words.said("state"), state.get("name", "")),
        (words.said("then"), state.get("next", "")),
        (words.said("handing"), words.words["paper_next"]["text"] if paper else ""),
        *to_pay_facts(one.pay, words),
    )


def to_pay(pay: HowToPay, words: Wording) -> tuple[TableRow, ...]:
    """Return how a premium is paid: amount, where to, with which reference, by when."""
    return facts(*to_pay_facts(pay, words))


def to_pay_facts(pay: HowToPay | None, words: Wording) -> Iterator[tuple[str, object]]:
    """Yield the same as labels and values."""
    if pay is None:
        return
    yield words.said("to_pay"), words.yen(pay.yen)
    yield words.said("pay_by"), words.iso_day(pay.by)
    if pay.method == "transfer":
        yield words.said("account"), pay.account or words.said("account_by_telephone")
        note = words.said("reference_note", number=pay.reference or "")
        yield words.said("reference"), note
    else:
        places = {"where": pay.where or "", "hours": pay.hours or ""}
        yield words.said("pay_where"), words.said("pay_where_note", **places)
    if paid := words.iso_day(pay.paid):
        yield words.said("paid_label"), words.said("paid", day=paid)


def body_lines(mail: Mail) -> list[str]:
    """Return the lines that an obligee wants, without those that stand below anyway."""
    if not isinstance(mail, SubmissionMail):
        return []
    below = {
        f"工事名：{mail.project_name}",
        f"工事番号：{mail.project_number}",
        f"受注者名：{mail.contractor}",
    }
    return [line for line in mail.body if line not in below]


def premium(one: IssuedGuarantee, words: Wording) -> tuple[TableRow, ...]:
    """Return the premium of an issued guarantee and how it is paid."""
    return facts(
        (words.said("premium"), words.yen(one.premium)),
        (words.said("payment"), words.show("payment_method", one.payment)),
        (words.said("tariff"), one.tariff),
        (
            words.said("on_paper"),
            words.said("on_paper_note") if one.on_paper else "",
        ),
    )


def periods(one: IssuedGuarantee, words: Wording) -> tuple[TableRow, ...]:
    """Return the days of a certificate: of the guarantee, the works, the contract."""
    said = one.periods
    if said is None:
        return ()

    def span(first: str, last: str) -> str:
        begins, ends = as_day(first), as_day(last)
        if not begins or not ends:
            return ""
        return words.said(
            "span", first=words.short_day(begins), last=words.short_day(ends)
        )

    signed = words.iso_day(said.signed)
    if signed and said.planned:
        signed = words.said("planned", value=signed)
    return facts(
        (words.said("guarantee_period"), span(said.first, said.until)),
        (words.said("work_period"), span(said.work_start, said.work_end)),
        (words.label("contract_date"), signed),
    )


def issue(one: IssuedGuarantee, words: Wording) -> tuple[TableRow, ...]:
    """Return form and moment of the issue (電子保証発行日時: arrival, flyer 5)."""
    at = words.moment(one.arrived_at)
    if one.form == "paper":
        handed = words.words["paper_next"]["issued"]
        return facts((words.said("form"), handed), (words.said("issued_at"), at))
    form = words.show("form", one.form)
    return facts((words.said("form"), form), (words.said("arrived_at"), at))


def differences(
    rows: Sequence[IssuedDifference], words: Wording
) -> list[tuple[str, str, str]]:
    """Return label, what was applied for and what was issued, for each difference."""
    return [
        (
            words.label(row.field),
            words.show(row.field, row.applied),
            words.show(row.field, row.issued),
        )
        for row in rows
    ]


def next_step(step: NextStep, words: Wording) -> tuple[TableRow, ...]:
    """Return what happens next for this obligee, and what the contractor has to do."""
    papers = words.joined(step.papers)
    duties = words.letter("between").join(step.duties)  # whole sentences
    if _forwarded(step, step.submission):
        what = words.said("forwarding")
        wanted = words.said("papers_with_us", papers=papers)
        address = ""
    else:
        what = words.words["channels"].get(step.channel, "")
        wanted, address = papers, step.address
    return facts(
        (words.said("where"), _where(step)),
        (words.said("address_of_obligee"), address),
        (words.said("procedure"), what),
        (words.said("papers"), wanted if papers else ""),
        (words.said("duties"), duties),
    )


def submitted(one: SentTo, words: Wording) -> tuple[TableRow, ...]:
    """Return to which address which guarantees' notices went."""
    return (
        *facts((words.said("sent_to"), one.address)),
        *numbers(one.guarantees, words),
    )


def numbers(
    guarantees: Sequence[NamedGuarantee], words: Wording
) -> tuple[TableRow, ...]:
    """Return product and number of each guarantee, without a word on keys."""
    return tuple(entry for one in guarantees for entry in notice(one, words, keys=None))


def notice(
    one: NamedGuarantee, words: Wording, keys: Mapping[str, str] | None
) -> tuple[TableRow, ...]:
    """Return product and number; for an obligee also where the key stands."""
    key = "" if keys is None else keys.get(one.number, words.said("key_in_pdf"))
    return facts(
        (words.said("class"), words.product(one.product)),
        (words.said("number"), one.number),
        (words.said("key"), key),
    )
