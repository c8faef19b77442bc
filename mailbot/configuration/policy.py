"""The options of the table `[policy]`: what the office has decided about its ways."""

from datetime import timedelta
from fractions import Fraction

from mailbot.configuration.options import Section
from mailbot.configuration.types import Days, NotNegative, Positive, Share, WarningRules
from mailbot.core.office.office import (
    AlonePolicy,
    ConfirmationPolicy,
    ContractPaperPolicy,
    PaperPolicy,
    Policy,
    RefundPolicy,
    ReviewPolicy,
)

_POLICY = Policy()


class PolicySettings(Section):
    """What the office has decided about its own ways."""

    review: ReviewPolicy = _POLICY.review
    """Which applications a person sees before issue: exceptions, always, or never
    (demo)."""
    confirmation: ConfirmationPolicy = _POLICY.confirmation
    """always: every application is read back and waits for はい.
    skip_when_clean_and_proved: one without any remark, from a proved sender, is
    accepted at once, and its whole content confirmed in that mail."""
    auto_issue_ceiling: NotNegative = _POLICY.auto_issue_ceiling
    """Yen above which a person decides (R-20)."""
    four_eyes_above: NotNegative = _POLICY.four_eyes_above
    """Yen of a guarantee above which two different people must approve it. 0: one
    is enough."""
    grace_seconds: NotNegative = int(_POLICY.grace.total_seconds())
    """How long after はい a 取消 still stops the issue."""
    rounds: Positive = _POLICY.rounds
    """Rounds of questions without progress until a person takes over."""
    remind_after: Days = _POLICY.remind_after
    """Business days until the first and the second reminder."""
    pay_within_days: NotNegative = _POLICY.pay_within_days
    """Business days within which a premium by transfer, cash or cheque is asked
    for."""
    expire_after_days: Positive = _POLICY.expire_after.days
    """Days of silence until a case expires."""
    contract_lead_days: NotNegative = _POLICY.contract_lead_days
    """Days by which the contract may follow the start of work (R-03)."""
    contract_age_days: Positive = _POLICY.contract_age_days
    """Days after which an application on an old contract is asked about (R-21)."""
    lets_pass: WarningRules = ()
    """Rules (R-03 to R-06) whose warnings a はい settles; those of any other rule
    are held for a person (R-23)."""
    performance_alone: AlonePolicy = _POLICY.performance_alone
    """A contract guarantee applied for without an advance guarantee: allow it, ask
    whether an advance is planned, or hold it (R-25)."""
    contract_paper: ContractPaperPolicy = _POLICY.contract_paper
    """Contract, award or order among the papers (R-30): off; compare with the
    application; required, without it a person decides. Production wants it written
    out."""
    interim_paper: PaperPolicy = _POLICY.interim_paper
    """An interim advance without the obligee's 認定調書: hold it, or off: the four
    declarations are enough (R-26)."""
    default_cap: Share = "4/10"
    """Share of an advance where the obligee's profile has none (R-04)."""
    twin_days: NotNegative = _POLICY.twin_window.days
    """Days in which the same application again is asked about (R-16)."""
    hold_first: bool = _POLICY.hold_first
    """Whether a person sees a contractor's first application (R-20)."""
    refund: RefundPolicy = _POLICY.refund
    """What a cancellation gives back of the premium: unexpired (by the days that
    are left, our assumption) or none."""
    answers_per_day: Positive = _POLICY.answers_per_day
    """Mails of one sender and subject in 24 hours that bring nothing and are
    answered all the same; then a person has them, and the sender is told."""
    applications_per_day: Positive = _POLICY.applications_per_day
    """Cases that mails of one address may open in 24 hours when nothing but From
    says whose they are; further ones wait for a person."""
    strangers_per_network: NotNegative = _POLICY.strangers_per_network
    """Strangers from one network of clients (/24, /48) who are told in an hour how
    to register; one of each domain in a day. All others are one task."""
    strangers_per_hour: NotNegative = _POLICY.strangers_per_hour
    """The same in all, whatever network they write from."""

    def as_core(self) -> Policy:
        """Return the policy in the words of the core."""
        other = {"grace_seconds", "expire_after_days", "default_cap", "twin_days"}
        return Policy(
            **self.model_dump(exclude=other),
            grace=timedelta(seconds=self.grace_seconds),
            expire_after=timedelta(days=self.expire_after_days),
            default_cap=Fraction(self.default_cap),
            twin_window=timedelta(days=self.twin_days),
        )
