"""A load balancer before the desk: the mail log knows who stands behind it."""

import socket

from tests.flow.conftest import OpenDesk
from tests.support.actors import PATIENCE_SECONDS, Actor, application

BALANCER = "127.0.0.7"


def test_mail_by_a_load_balancer_has_its_clients_address(
    open_desk: OpenDesk, hoshi: Actor
) -> None:
    """`listen.trusted_proxies`: the PROXY header's address is the mail's peer."""
    desk = open_desk(listen={"port": 0, "trusted_proxies": [BALANCER]})
    post = hoshi.writes(application())
    place = ("127.0.0.1", desk.port)

    with socket.create_connection(place, PATIENCE_SECONDS, (BALANCER, 0)) as balancer:
        balancer.sendall(b"PROXY TCP4 203.0.113.5 192.0.2.1 50000 25\r\nHELO x\r\n")
        file = balancer.makefile("rb")
        envelope = f"MAIL FROM:<{post.sender}>\r\nRCPT TO:<{post.recipient}>\r\n"
        balancer.sendall(envelope.encode() + b"DATA\r\n")
        assert [file.readline()[:3] for _ in range(5)][-1] == b"354"
        balancer.sendall(post.raw.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
        assert file.readline()[:3] == b"250"
        file.close()

    (mail,) = desk.mails(direction="in")
    assert mail.peer == "203.0.113.5"
