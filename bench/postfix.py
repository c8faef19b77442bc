"""A private Postfix, to be measured beside us: own queue, own port, gone afterwards.

It accepts as durably as ever (the queue file is synced before 250) and then either
holds the mail, so that accepting alone is measured, or hands it to `discard`. It
writes no log: whatever that costs is in Postfix's favour.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

Afterwards = Literal["hold", "discard"]

MAIN = """\
compatibility_level = 3.6
config_directory = {root}/etc
queue_directory = {root}/queue
data_directory = {root}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.hosho.example.jp
mydestination =
mynetworks = 127.0.0.0/8
local_recipient_maps =
relay_domains = hosho.example.jp
relay_transport = discard
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = {restrictions}
smtpd_client_event_limit_exceptions = 127.0.0.0/8
in_flow_delay = 0
message_size_limit = 26214400
biff = no
alias_maps =
alias_database =
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


def find_postfix() -> str | None:
    """Return the path of the postfix command, or None."""
    return shutil.which("postfix", path="/usr/sbin:/usr/local/sbin:/usr/bin")


def version() -> str:
    """Return Postfix's version."""
    told = subprocess.run(
        ["/usr/sbin/postconf", "-dh", "mail_version"],
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip()


@contextmanager
def running_postfix(command: str, root: Path, afterwards: Afterwards) -> Iterator[int]:
    """Run a private Postfix under `root`; give its port. Needs to be root."""
    port = _free_port()
    root.mkdir(mode=0o755, parents=True)
    for folder in ("etc", "queue", "data"):
        (root / folder).mkdir()
    hold = "check_client_access static:HOLD, permit_mynetworks"
    restrictions = hold if afterwards == "hold" else "permit_mynetworks"
    etc = root / "etc"
    etc.joinpath("main.cf").write_text(
        MAIN.format(root=root, restrictions=restrictions)
    )
    etc.joinpath("master.cf").write_text(MASTER.format(port=port))
    shutil.chown(root / "data", "postfix")
    control = [command, "-c", str(etc)]
    subprocess.run([*control, "start"], check=True, capture_output=True)
    try:
        wait_for_port(port)
        yield port
    finally:
        subprocess.run([*control, "stop"], check=False, capture_output=True)


def wait_for_port(port: int, seconds: float = 30.0) -> None:
    """Wait until somebody listens there."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
