"""Papers that come with a mail: what happens to each, said before it happens.

The contractor submits the notice together with the other required documents
(specification 1.8).  Each file is passed on with the notice, in one mail, when we send
that notice; else it is kept, and the contractor is told to hand it in.  None is dropped
unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from mailbot.core.model.draft import Draft
from mailbot.core.model.required_documents import Paper, folded, names
from mailbot.core.office.obligee_channel import Delivery
from parsers.reading import Product

Fate = Literal["passed_on", "kept", "not_taken"]
"""With the notice to the obligee; kept here; the obligee takes this kind otherwise."""

_OF_CLAIM = ("前払", "請求")
_OF_CONTRACT = ("契約", "落札", "注文", "請書", "承諾")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnclosedPaper:
    """A paper that came, and what happens to it.

    `compared` tells that it is compared with the application, `unread` why not.
    """

    file: str
    fate: Fate
    where: str
    compared: bool = False
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How the notices of some products leave for one desk of the obligee."""

    delivery: Delivery
    products: tuple[Product, ...]


def ways(draft: Draft) -> tuple[Way, ...]:
    """Return the desks to which we send notices by mail, on the contractor's behalf."""
    found: dict[Delivery, list[Product]] = {}
    if draft.text("submission") == "self" or draft.obligee is None:
        return ()
    for product in draft.products:
        delivery = draft.obligee.deliveries.get(product)
        if (
            draft.text(f"{product}.form") == "electronic"
            and delivery
            and sends(delivery)
        ):
            found.setdefault(delivery, []).append(product)
    return tuple(Way(delivery, tuple(names)) for delivery, names in found.items())


def sends(delivery: Delivery) -> bool:
    """Return whether this way is a mail of ours; the others are the contractor's."""
    return delivery.channel == "mail" and bool(delivery.address)


def place(paper: Paper, found: tuple[Way, ...]) -> Way | None:
    """Return the desk that gets a paper: the one that wants it, or that it is for.

    Of two desks a claim (請求書) goes with the advance, a contract's paper with the
    performance guarantee; a paper that tells neither goes to the first.
    """
    for way in found:
        if any(names(paper.name, wanted) for wanted in way.delivery.papers):
            return way
    name = folded(paper.name)
    for words, products in (
        (_OF_CLAIM, {"advance", "interim"}),
        (_OF_CONTRACT, {"performance"}),
    ):
        if any(word in name for word in words):
            fit = next((way for way in found if products & {*way.products}), None)
            if fit is not None:
                return fit
    return found[0] if found else None


def refused(paper: Paper, delivery: Delivery) -> bool:
    """Return whether the obligee takes this kind of paper otherwise than by mail."""
    return any(names(paper.name, kind) for kind in delivery.refuses)


def extras(
    papers: Iterable[Paper], found: tuple[Way, ...], delivery: Delivery
) -> tuple[Paper, ...]:
    """Return the papers that go to one desk beside those that it wants."""
    mine = []
    for paper in papers:
        way = place(paper, found)
        if way and way.delivery == delivery and not refused(paper, delivery):
            mine.append(paper)
    return tuple(mine)


def kept(draft: Draft) -> tuple[EnclosedPaper, ...]:
    """Return each paper of a case as one that is kept: no notice of ours leaves."""
    return tuple(replace(one, fate="kept") for one in fates(draft))


def fates(draft: Draft) -> tuple[EnclosedPaper, ...]:
    """Return each paper of a case with what happens to it, as mails say it."""
    found = ways(draft)
    papers: list[EnclosedPaper] = []
    read = {one.sha256 for one in draft.case.contracts if one.said}
    for paper in draft.case.papers:
        way = place(paper, found)
        fate: Fate = "kept"
        if way is not None:
            fate = "not_taken" if refused(paper, way.delivery) else "passed_on"
        owner = draft.obligee.name if draft.obligee else draft.text("obligee_name")
        section = way.delivery.section if way else ""
        papers.append(
            EnclosedPaper(
                file=paper.name,
                fate=fate,
                where=f"{owner} {section}".strip(),
                compared=paper.sha256 in read,
                unread=paper.unread,
            )
        )
    return tuple(papers)
