"""The options of the table `[policy]`: what the office has decided about its ways."""

from datetime import timedelta
from fractions import Fraction

from pydantic import Field

from mailbot.configuration.options import Section
from mailbot.configuration.types import Days, Share, WarningRules
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

    review: ReviewPolicy = Field(
        default=_POLICY.review,
        description=(
            "Which applications a person sees before issue: exceptions, always, or "
            "never (demo)."
        ),
    )
    confirmation: ConfirmationPolicy = Field(
        default=_POLICY.confirmation,
        description=(
            "always: every application is read back and waits for はい. "
            "skip_when_clean_and_proved: one without any remark, from a proved sender, "
            "is accepted at once, and its whole content confirmed in that mail."
        ),
    )
    auto_issue_ceiling: int = Field(
        default=_POLICY.auto_issue_ceiling,
        ge=0,
        description="Yen above which a person decides (R-20).",
    )
    four_eyes_above: int = Field(
        default=_POLICY.four_eyes_above,
        ge=0,
        description=(
            "Yen of a guarantee above which two different people must approve it. 0: "
            "one is enough."
        ),
    )
    grace_seconds: int = Field(
        default=int(_POLICY.grace.total_seconds()),
        ge=0,
        description="How long after はい a 取消 still stops the issue.",
    )
    rounds: int = Field(
        default=_POLICY.rounds,
        ge=1,
        description="Rounds of questions without progress until a person takes over.",
    )
    remind_after: Days = Field(
        default=_POLICY.remind_after,
        description="Business days until the first and the second reminder.",
    )
    pay_within_days: int = Field(
        default=_POLICY.pay_within_days,
        ge=0,
        description=(
            "Business days within which a premium by transfer, cash or cheque is asked "
            "for."
        ),
    )
    expire_after_days: int = Field(
        default=_POLICY.expire_after.days,
        ge=1,
        description="Days of silence until a case expires.",
    )
    contract_lead_days: int = Field(
        default=_POLICY.contract_lead_days,
        ge=0,
        description="Days by which the contract may follow the start of work (R-03).",
    )
    contract_age_days: int = Field(
        default=_POLICY.contract_age_days,
        ge=1,
        description=(
            "Days after which an application on an old contract is asked about (R-21)."
        ),
    )
    lets_pass: WarningRules = Field(
        default=(),
        description=(
            "Rules (R-03 to R-06) whose warnings a はい settles; those of any other "
            "rule are held for a person (R-23)."
        ),
    )
    performance_alone: AlonePolicy = Field(
        default=_POLICY.performance_alone,
        description=(
            "A contract guarantee applied for without an advance guarantee: allow it, "
            "ask whether an advance is planned, or hold it (R-25)."
        ),
    )
    contract_paper: ContractPaperPolicy = Field(
        default=_POLICY.contract_paper,
        description=(
            "Contract, award or order among the papers (R-30): off; compare with the "
            "application; required, without it a person decides. Production wants it "
            "written out."
        ),
    )
    interim_paper: PaperPolicy = Field(
        default=_POLICY.interim_paper,
        description=(
            "An interim advance without the obligee's 認定調書: hold it, or off: the "
            "four declarations are enough (R-26)."
        ),
    )
    default_cap: Share = Field(
        default="4/10",
        description="Share of an advance where the obligee's profile has none (R-04).",
    )
    twin_days: int = Field(
        default=_POLICY.twin_window.days,
        ge=0,
        description="Days in which the same application again is asked about (R-16).",
    )
    hold_first: bool = Field(
        default=_POLICY.hold_first,
        description="Whether a person sees a contractor's first application (R-20).",
    )
    refund: RefundPolicy = Field(
        default=_POLICY.refund,
        description=(
            "What a cancellation gives back of the premium: unexpired (by the days "
            "that are left, our assumption) or none."
        ),
    )
    answers_per_day: int = Field(
        default=_POLICY.answers_per_day,
        ge=1,
        description=(
            "Mails of one sender and subject in 24 hours that bring nothing and are "
            "answered all the same; then a person has them, and the sender is told."
        ),
    )
    applications_per_day: int = Field(
        default=_POLICY.applications_per_day,
        ge=1,
        description=(
            "Cases that mails of one address may open in 24 hours when nothing but "
            "From says whose they are; further ones wait for a person."
        ),
    )
    strangers_per_network: int = Field(
        default=_POLICY.strangers_per_network,
        ge=0,
        description=(
            "Strangers from one network of clients (/24, /48) who are told in an hour "
            "how to register; one of each domain in a day. All others are one task."
        ),
    )
    strangers_per_hour: int = Field(
        default=_POLICY.strangers_per_hour,
        ge=0,
        description="The same in all, whatever network they write from.",
    )

    def as_core(self) -> Policy:
        """Return the policy in the words of the core."""
        return Policy(
            review=self.review,
            confirmation=self.confirmation,
            auto_issue_ceiling=self.auto_issue_ceiling,
            four_eyes_above=self.four_eyes_above,
            grace=timedelta(seconds=self.grace_seconds),
            rounds=self.rounds,
            remind_after=self.remind_after,
            pay_within_days=self.pay_within_days,
            expire_after=timedelta(days=self.expire_after_days),
            contract_lead_days=self.contract_lead_days,
            contract_age_days=self.contract_age_days,
            lets_pass=self.lets_pass,
            performance_alone=self.performance_alone,
            contract_paper=self.contract_paper,
            interim_paper=self.interim_paper,
            default_cap=Fraction(self.default_cap),
            twin_window=timedelta(days=self.twin_days),
            hold_first=self.hold_first,
            refund=self.refund,
            answers_per_day=self.answers_per_day,
            applications_per_day=self.applications_per_day,
            strangers_per_network=self.strangers_per_network,
            strangers_per_hour=self.strangers_per_hour,
        )
