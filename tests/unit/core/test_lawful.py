"""No guarantee is issued against a rule, unless a person's name stands on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import get_args

import pytest

from mailbot.core.decisions.billing import owed
from mailbot.core.model.case import CaseState
from mailbot.core.model.change_request import Change, ChangeState
from mailbot.core.model.effects import CallStaff, Decision, Issue, SetDue
from mailbot.core.model.events import CameDue, CertificateArrived, Event, PaperPrinted
from mailbot.core.model.guarantee import Guarantee, GuaranteeState
from mailbot.core.model.staff_events import Approved, PremiumPaid, Released
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.office import AlonePolicy, PaperPolicy, Policy
from parsers.reading import Attachment, Product, Value
from tests.support.talk import Talk, make_office, reading
from tests.unit.core import chances
from tests.unit.core.lawful import NEVER, SEEN, Seen, faults

_STEPS = 16
_ALL = ("R-21", "R-22", "R-24", "R-25")
_BEGINS = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


@dataclass
class Life:
    """One random conversation, from application to change, and what is issued in it."""

    rng: Random
    talk: Talk = field(init=False)
    named: dict[int, set[str]] = field(default_factory=dict)
    """The rules that a person named, by guarantee; of the whole case under 0."""
    seen: set[int] = field(default_factory=set)
    """The guarantees whose newest entry a person approved."""
    issued: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    dues: list[SetDue] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open an office with a policy of its own, on some day."""
        rng = self.rng
        policy = Policy(
            review=rng.choice(("exceptions", "exceptions", "always")),
            grace=timedelta(minutes=rng.choice((0, 0, 5))),
            performance_alone=rng.choice(get_args(AlonePolicy)),
            interim_paper=rng.choice(get_args(PaperPolicy)),
            lets_pass=rng.choice(((), (), (), ("R-06",), ("R-03", "R-04"))),
            hold_first=False,
        )
        self.talk = Talk(make_office(policy))
        self.talk.now = _BEGINS + timedelta(days=rng.randrange(700))

    @property
    def today(self) -> date:
        """Return the day that it is."""
        return day_in_tokyo(self.talk.now)

    def run(self) -> None:
        """Apply, and do some sixteen things, each by chance."""
        said = chances.contract(self.rng, self.today)
        whole = said["contract_amount"]
        assert isinstance(whole, int)
        said |= {"contractor_name": "株式会社星空建設"}
        self.hears("apply", said | chances.products(self.rng, whole))
        for _ in range(_STEPS):
            if self.rng.random() < 0.25:
                self.talk.now += timedelta(days=self.rng.choice((0, 1, 3, 40)))
            self.dues_come()
            self.step()

    def dues_come(self) -> None:
        """Let the grace end that has ended."""
        now, self.dues = self.dues, []
        for due in now:
            self.happens(CameDue(due.what, due.revision))

    def step(self) -> None:
        """Do what the case waits for, more or less."""
        case = self.talk.open
        if case.held:
            names = self.rng.sample(_ALL, self.rng.choice((0, 0, 1, 2)))
            reason = self.rng.choice(("", "確認済み", "確認済み"))
            self.happens(Released("佐藤", releases=tuple(names), reason=reason))
        elif case.state is CaseState.SUBMITTED:
            self.after_yes()
        elif case.state is CaseState.CONFIRMING and self.rng.random() < 0.7:
            self.hears("confirm", {})
        elif case.state in {CaseState.COLLECTING, CaseState.CONFIRMING}:
            self.answers()

    def answers(self) -> None:
        """Answer what is asked: well, badly, or with はい."""
        now = {key: said.value for key, said in self.talk.open.said.items()}
        kind = self.rng.random()
        if kind < 0.65:
            good = chances.Mended(self.today).fields(self.rng, now)
            self.hears("answer", good)
        elif kind < 0.85:
            self.hears("answer", chances.dates(self.rng, self.today))
        else:
            self.hears("confirm", {})

    def after_yes(self) -> None:
        """Approve, pay, let certificates arrive; then ask for a change."""
        waiting = [one.guarantee.id for one in owed(self.talk.open)]
        for one in self.talk.open.guarantees:
            change = self.talk.open.change_of(one.id)
            if one.state is GuaranteeState.REVIEWING or (
                change and change.state is ChangeState.REVIEWING
            ):
                self.approves(one)
            elif one.id in waiting and self.rng.random() < 0.7:
                self.pays(one.id)
            elif one.state is GuaranteeState.ISSUING:
                self.arrives(one)
            elif one.state is GuaranteeState.ISSUED and self.rng.random() < 0.5:
                self.changes(one, change)

    def approves(self, one: Guarantee) -> None:
        """Approve, with or without rules by name, with or without a reason."""
        rules = self.rng.sample(_ALL, self.rng.choice((0, 0, 1, 4)))
        reason = self.rng.choice(("", "発注者に確認済み", "発注者に確認済み"))
        self.happens(Approved("佐藤", one.id, tuple(rules), reason))

    def pays(self, guarantee_id: int) -> None:
        """Pay what is owed for one guarantee."""
        due = next(o for o in owed(self.talk.open) if o.guarantee.id == guarantee_id)
        event = PremiumPaid("佐藤", guarantee_id, due.yen, self.talk.now, "passbook")
        self.happens(event)

    def arrives(self, one: Guarantee) -> None:
        """Let the newest certificate be there."""
        if one.form == "paper":
            self.happens(PaperPrinted(one.id, self.talk.now, one.entry))
        else:
            self.happens(CertificateArrived(one.id, self.talk.now, one.entry))

    def changes(self, one: Guarantee, change: Change | None) -> None:
        """Ask for a change, go on with one, or confirm it."""
        read_back = change is not None and change.state is ChangeState.CONFIRMING
        if read_back and self.rng.random() < 0.8:
            self.hears("confirm", {})
            return
        said = self.other_terms(one)
        number = f"00427-{one.id:06d}"
        if one.number != number:
            self.talk.case = self.talk.open.with_guarantee(replace(one, number=number))
        self.hears("change" if change is None else "answer", said)

    def other_terms(self, one: Guarantee) -> dict[str, Value]:
        """Return other values for what a change may touch."""
        rng, terms, product = self.rng, one.terms, one.product
        said: dict[str, Value] = {
            f"{product}.amount": chances.amount(rng, terms.contract_amount),
            "contract_amount": terms.contract_amount + rng.choice((-40, 1, 20)) * 10**6,
            "work_end": terms.work_end + timedelta(rng.choice((-700, -30, 1, 60, 400))),
            "guarantee_until": terms.guarantee_until
            + timedelta(rng.choice((-700, -30, 1, 60, 400))),
        }
        if product == "advance":
            said["advance.fiscal_year_base"] = chances.amount(rng, 90_000_000)
        some = rng.sample(sorted(said), rng.choice((1, 1, 2)))
        return {key: said[key] for key in some if said[key] != 0}

    # --- what happens, and what it issued ---------------------------------------------

    def hears(self, intent: str, fields: dict[str, Value]) -> None:
        """Let the contractor write."""
        case = self.talk.case
        heads = {key.partition(".")[0] for key in fields if "." in key}
        more: dict[str, object] = {}
        if intent == "apply" and "interim" in heads and self.rng.random() < 0.5:
            more["attachments"] = (_PAPER,)
        if case and case.changes:
            products: dict[Product, bool] = {}
            more["products"] = products
        mail = reading(intent, fields, **more)  # type: ignore[arg-type]  # an intent
        self.looks(self.talk.hears(mail), None)

    def happens(self, event: Event) -> None:
        """Let anything else happen; remember what a person named."""
        decision = self.talk.happens(event)
        self.looks(decision, event)

    def looks(self, decision: Decision, event: Event | None) -> None:
        """Keep what is due and what a person let pass; look at what is issued."""
        self.dues += [
            one
            for one in decision.effects
            if isinstance(one, SetDue) and one.what.startswith("grace")
        ]
        if decision.fate == "applied" and isinstance(event, Approved):
            self.seen.add(event.guarantee_id)
            # Days of the works are one for all guarantees of an application.
            of = event.guarantee_id if self.talk.open.changes else 0
            if event.reason.strip():
                self.named.setdefault(of, set()).update(event.releases)
        if decision.fate == "applied" and isinstance(event, Released):
            self.named.setdefault(0, set()).update(event.releases)
        if "review" in {e.reason for e in decision.effects if isinstance(e, CallStaff)}:
            self.issued["held"] += 1
        for effect in decision.effects:
            if isinstance(effect, Issue):
                self.judges(effect.guarantee_id)

    def judges(self, guarantee_id: int) -> None:
        """Compare what is issued with the specification."""
        one = self.talk.open.guarantee(guarantee_id)
        assert one is not None
        named = self.named.pop(guarantee_id, set())
        of_case = self.named.get(0, set())
        named |= of_case if one.entry == 1 else of_case & self._let_pass(guarantee_id)
        approved = guarantee_id in self.seen
        self.seen.discard(guarantee_id)
        self.issued["first" if one.entry == 1 else "change"] += 1
        for rule, who in faults(self._seen(one)):
            by_person = rule in named or (who == SEEN and approved)
            allowed = by_person or rule in self.talk.office.policy.lets_pass
            allowed = allowed or self._settled(rule)
            self.issued[f"{rule} {'let pass' if allowed else 'broken'}"] += 1
            if who == NEVER or not allowed:
                self.broken.append(f"{rule} on {self.today}: {one.terms} {one.form}")

    def _let_pass(self, guarantee_id: int) -> set[str]:
        """Return the rules that were let pass, with a reason, of the change agreed."""
        agreed = [
            one
            for one in self.talk.open.changes
            if one.guarantee_id == guarantee_id and one.state is ChangeState.AGREED
        ]
        return {one.rule for one in agreed[-1].releases if one.reason}

    def _settled(self, rule: str) -> bool:
        """Tell whether the office's own setting lets a rule pass."""
        policy = self.talk.office.policy
        alone = rule == "R-25" and policy.performance_alone != "ask"
        return alone or (rule == "R-26" and policy.interim_paper == "off")

    def _seen(self, one: Guarantee) -> Seen:
        case = self.talk.open
        key = f"{one.product}.fiscal_year_base"
        base = case.applied_for(one.id, key)
        agreed = [
            c.said
            for c in case.changes
            if (c.guarantee_id, c.state) == (one.id, ChangeState.AGREED)
        ]
        said = [each[key].value for each in agreed[:-1] if key in each]
        stood = [case.value(key), *said][-1]
        other = {"interim": "advance", "advance": "interim"}.get(one.product)
        beside = [g.terms.amount for g in case.guarantees if g.product == other]
        return Seen(
            terms=one.terms,
            product=one.product,
            form=one.form,
            day=self.today,
            base=base if isinstance(base, int) else None,
            beside=sum(beside),
            kind=_kind(one.terms.project_name),
            low_price=case.value("low_price") is True,
            alone={g.product for g in case.guarantees} == {"performance"},
            unsecured="performance" not in {g.product for g in case.guarantees},
            planned_advance=_flag(case.value("advance_planned")),
            paper=bool(case.papers),
            before=one.history[-2].terms if one.entry > 1 else None,
            opened=day_in_tokyo(case.opened_at),
            base_changed=one.entry > 1 and base != stood,
        )


_PAPER = Attachment(
    part="2",
    name="認定調書.pdf",
    type="application/pdf",
    octets=1000,
    sha256="00",
    role="paper",
)


def _flag(value: Value | None) -> bool | None:
    return value if isinstance(value, bool) else None


def _kind(project: str) -> str:
    kinds = {"設計": "design", "測量": "survey", "清掃": "services"}
    return next((kind for word, kind in kinds.items() if word in project), "works")


def _lives(count: int, seed: int) -> Iterator[Life]:
    for number in range(count):
        life = Life(Random(seed + number))  # noqa: S311 - chances, no secrets
        life.run()
        yield life


def _all_lawful(count: int, seed: int) -> Counter[str]:
    """Run many lives; fail with the first guarantees that break a rule."""
    total: Counter[str] = Counter()
    broken: list[str] = []
    for life in _lives(count, seed):
        total += life.issued
        broken += life.broken
    assert not broken, "\n".join([f"{len(broken)} of {total}", *broken[:5]])
    return total


def test_no_guarantee_breaks_a_rule_without_a_person() -> None:
    """Some hundred random applications: each issue obeys, or a person let it pass."""
    total = _all_lawful(400, 1)

    assert total["first"] > 50
    assert total["change"] > 10
    assert total["held"] > 50


@pytest.mark.long
@pytest.mark.parametrize("part", range(50))
def test_many_guarantees_break_no_rule_without_a_person(part: int, rounds: int) -> None:
    """Ten random applications for each of the `rounds` break no rule unseen."""
    count = max(rounds // 5, 1)

    total = _all_lawful(count, 1_000_000 * (part + 1))

    assert total["first"] >= min(count // 4, 1)
