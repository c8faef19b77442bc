"""What every template of a mail can say: facts of the letter, and views on its mail.

The names returned by `tools` are the whole vocabulary of the templates; a test renders
every kind, and StrictUndefined refuses what is not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

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


_VIEWS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "quoted": application.quoted,
        "change_lines": change.change_lines,
        "premium_change": change.premium_change,
        "paper_entries": change.papers,
        "questions": views.questions,
        "short_way": answer_form.short_way,
        "answer_form": answer_form.answer_form,
        "form_link": answer_form.form_link,
        "overview": views.overview,
        "cautions": application.cautions,
        "premiums": application.premiums,
        "differences": application.differences,
        "next_entries": application.next_step,
        "submission_entries": application.submitted,
        "numbers": application.numbers,
        "deliveries": application.deliveries,
        "forwarded": application.forwarded,
        "enclosed_entries": application.enclosed,
        "pay_entries": application.to_pay,
        "accepted_entries": application.accepted,
        "period_entries": application.periods,
        "issue_entries": application.issue,
        "premium_entries": application.premium,
        "to_decide": application.to_decide,
        "case_entries": enquiry.case,
        "past_entries": enquiry.past,
        "statement_entries": enquiry.statement,
        "obligee_entries": enquiry.obligee,
        "certificate_entries": obligee.certificate,
        "former_entries": obligee.former,
        "file_entries": obligee.file,
    }
)
"""Views on the parts of a mail, each in the words of its language."""


def tools(letter: Letter, words: Wording) -> dict[str, object]:
    """Return the names that a template may use."""
    branch, reasons = letter.branch, words.words["because"]
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
        "moment": words.moment,
        "product": words.product,
        "show": words.show,
        "labels": lambda keys: [words.full_label(key) for key in keys],
        "further": guide.further(words),
        "products": lambda keys: words.letter("joiner").join(map(words.product, keys)),
        "because": lambda code: reasons.get(code, reasons["other"]),
        "day": words.iso_day,
        "entry_kind": lambda code: words.words["entry_kinds"].get(code, ""),
        "file_is_good": obligee.is_good,
        "file_is_copy": obligee.is_copy,
        **{name: partial(view, words=words) for name, view in _VIEWS.items()},
        "size": change.size,
        "case_state": lambda code: words.words["case_states"].get(code, ""),
        "sections": _sections(words),
        "blank_form": partial(answer_form.blank_form, words),
        "notice_entries": partial(application.notice, words=words, keys=letter.keys),
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
