"""`mailbot cancel-change`: the newest change is taken back (変更取消)."""

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, OfProduct, Reason, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot cancel-change 00427-000001 --reason 誤り --by 千葉"


def cancel_change(
    what: What, by: By, reason: Reason, product: OfProduct = "", config: Config = None
) -> None:
    """Take the newest change of a certificate back (変更取消)."""
    act(config, by, lambda at: actions.cancel_change(at, Meant(what, product), reason))
