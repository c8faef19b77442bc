"""Which papers fit into the mail to an obligee (1.7, 1.8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailbot.core.model.case import Case
from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.required_documents import (
    Collected,
    Paper,
    added,
    encoded,
    names,
)
from mailbot.core.model.submission import Submission, SubmissionState
from mailbot.core.office.office import Obligee
from mailbot.core.rules.enclosed_papers import Way, extras

NOTICE_OCTETS = 400_000
"""What a mail needs beside the papers: text, and a key notice for each guarantee."""


def with_extras(
    case: Case, one: Submission, new: tuple[Paper, ...], context: DecisionContext
) -> tuple[Submission, tuple[str, ...]]:
    """Add the contractor's other papers (1.8); name those that do not fit.

    With a changed certificate travel the papers that came with the change.
    """
    obligee = context.office.obligees[one.obligee_id]
    ways = _ways(case, obligee, first=one.entry == 1)
    mine = next((way for at, way in ways if at == one.id), None)
    if mine is None:
        return one, ()
    desks = tuple(way for _, way in ways) if one.entry == 1 else (mine,)
    papers = added(case.papers, new) if one.entry == 1 else _of_change(case, one)
    taken = {held.paper.sha256 for held in one.papers}
    room = obligee.size_limit - NOTICE_OCTETS
    room -= sum(encoded(held.paper.octets) for held in one.papers)
    more = (
        paper
        for paper in extras(papers, desks, mine.delivery)
        if paper.sha256 not in taken
        and not any(names(paper.name, kind) for kind in one.wanted)
    )
    fits, left = _packed(more, room)
    return replace(one, extras=fits), left


def _packed(
    papers: Iterable[Paper], room: int
) -> tuple[tuple[Paper, ...], tuple[str, ...]]:
    """Return the papers that fit into so many octets, and the names of the others."""
    fits: list[Paper] = []
    left: list[str] = []
    for paper in papers:
        octets = encoded(paper.octets)
        if octets > room:
            left.append(paper.name)
        else:
            fits.append(paper)
            room -= octets
    return tuple(fits), tuple(left)


def _of_change(case: Case, one: Submission) -> tuple[Paper, ...]:
    """Return the papers that came with the newest change of a submission."""
    agreed = [
        change
        for change in case.changes
        if change.guarantee_id in one.guarantee_ids
        and change.state is ChangeState.AGREED
    ]
    return agreed[-1].papers if agreed else ()


def _ways(
    case: Case, obligee: Obligee, *, first: bool = True
) -> tuple[tuple[int, Way], ...]:
    """Return the desks to which we send notices, the first ones or those of changes."""
    found = []
    for one in case.submissions:
        products = tuple(
            g.product for g in case.guarantees if g.id in one.guarantee_ids
        )
        of_these = (one.entry == 1) is first
        ours = one.state is not SubmissionState.BY_CONTRACTOR and of_these
        if ours and products and products[0] in obligee.deliveries:
            found.append((one.id, Way(obligee.deliveries[products[0]], products)))
    return tuple(found)


def within(
    held: tuple[Collected, ...], limit: int
) -> tuple[tuple[Collected, ...], tuple[str, ...]]:
    """Return what fits into one mail to this obligee, and the files that do not."""
    fits, too_large = _packed((one.paper for one in held), limit - NOTICE_OCTETS)
    return tuple(one for one in held if one.paper in fits), too_large
