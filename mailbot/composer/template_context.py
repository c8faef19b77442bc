"""What every template of a mail can say: facts of the letter, and views on its mail.

The names returned by `tools` are the whole vocabulary of the templates; a test renders
every kind, and StrictUndefined refuses what is not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from mailbot.composer import answer_form
from mailbot.composer.tables import application, change, enquiry, guide, obligee
from mailbot.composer.tables import rows as views
from mailbot.composer.wording import Wording
from mailbot.core.mails.form_rows import FormRow
from mailbot.core.model.mail_kind import Mail
from mailbot.core.office.office import Branch, Surety


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: its mail, every text one line, and whose paper it is on."""

    mail: Mail
    surety: Surety
    branch: Branch
    contractor_name: str
    receipt: str
    live: bool
    demo_tariff: bool
    enclosures: tuple[str, ...] = ()
    copies: bool = False
    """Whether copies of certificates are among the enclosures."""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)


def tools(letter: Letter, words: Wording) -> dict[str, object]:
    """Return the names that a template may use."""
    branch = letter.branch
    return {
        "c": letter.mail,
        "surety": letter.surety,
        "branch": branch,
        "receipt": letter.receipt,
        "live": letter.live,
        "demo_tariff": letter.demo_tariff,
        "enclosures": letter.enclosures,
        "copies": letter.copies,
        "addressee": views.addressee(letter.mail, letter.contractor_name, words),
        "hours": branch.hours,
        "commands": guide.told(words),
        "privacy": guide.privacy(words),
        "explained": guide.explained(words),
        "body_lines": application.body_lines(letter.mail),
        "facts": application.facts,
        "quoted": partial(application.quoted, words=words),
        "moment": words.moment,
        "product": words.product,
        "show": words.show,
        "labels": lambda keys: [words.full_label(key) for key in keys],
        **_of_conversation(words),
        **_of_guarantees(words),
        "change_lines": partial(change.change_lines, words=words),
        "premium_change": partial(change.premium_change, words=words),
        "paper_entries": partial(change.papers, words=words),
        "size": change.size,
        "case_state": lambda code: words.words["case_states"].get(code, ""),
        "sections": _sections(words),
        "questions": partial(views.questions, words=words),
        "short_way": partial(answer_form.short_way, words=words),
        "answer_form": partial(answer_form.answer_form, words=words),
        "blank_form": partial(answer_form.blank_form, words),
        "form_link": partial(answer_form.form_link, words=words),
        "overview": partial(views.overview, words=words),
        "cautions": partial(application.cautions, words=words),
        "premiums": partial(application.premiums, words=words),
        "differences": partial(application.differences, words=words),
        "next_entries": partial(application.next_step, words=words),
        "submission_entries": partial(application.submitted, words=words),
        "numbers": partial(application.numbers, words=words),
        "notice_entries": partial(application.notice, words=words, keys=letter.keys),
    }


def _of_guarantees(words: Wording) -> dict[str, object]:
    """Return what mails say of a guarantee: accepted, to be paid, issued."""
    return {
        "deliveries": partial(application.deliveries, words=words),
        "forwarded": partial(application.forwarded, words=words),
        "enclosed_entries": partial(application.enclosed, words=words),
        "pay_entries": partial(application.to_pay, words=words),
        "accepted_entries": partial(application.accepted, words=words),
        "period_entries": partial(application.periods, words=words),
        "issue_entries": partial(application.issue, words=words),
        "premium_entries": partial(application.premium, words=words),
    }


def _of_conversation(words: Wording) -> dict[str, object]:
    """Return what mails of waiting, of people and of enquiries say besides."""
    reasons = words.words["because"]
    return {
        "to_decide": partial(application.to_decide, words=words),
        "further": guide.further(words),
        "products": lambda keys: words.letter("joiner").join(map(words.product, keys)),
        "because": lambda code: reasons.get(code, reasons["other"]),
        "day": words.iso_day,
        "entry_kind": lambda code: words.words["entry_kinds"].get(code, ""),
        "case_entries": partial(enquiry.case, words=words),
        "past_entries": partial(enquiry.past, words=words),
        "statement_entries": partial(enquiry.statement, words=words),
        "obligee_entries": partial(enquiry.obligee, words=words),
        "certificate_entries": partial(obligee.certificate, words=words),
        "former_entries": partial(obligee.former, words=words),
        "file_entries": partial(obligee.file, words=words),
        "file_is_good": obligee.is_good,
        "file_is_copy": obligee.is_copy,
    }


def _sections(words: Wording) -> Callable[..., tuple[views.Section, ...]]:
    """Return `sections` for one letter, which is set twice of the same rows."""
    made: list[tuple[object, object, tuple[views.Section, ...]]] = []

    def sections(
        rows: Sequence[FormRow], ratios: Mapping[str, str] | None = None
    ) -> tuple[views.Section, ...]:
        for seen, beside, found in made:
            if seen is rows and beside is ratios:
                return found
        made.append((rows, ratios, views.sections(rows, words, ratios)))
        return made[-1][2]

    return sections
