"""What the page bears: any octets, floods, slow clients, and other sites' forms."""

import io
import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.errors import StorageFull
from mailbot.log import configure
from mailbot.registry.contract import RegistryDown
from mailbot.registry.lookup import By, LookupResult
from mailbot.store.faults import StorageBusy
from mailbot.web.middleware import FIXED_HEADERS
from tests.support.waiting import wait_until
from tests.unit.web.conftest import BuildHouse
from tests.unit.web.house import CONTRACTOR, WRONG, House, Issued, look, press, words

FORM = {"content-type": "application/x-www-form-urlencoded"}
_FEW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
bodies = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=80).map(lambda text: b"number=" + text.encode("utf-8", "replace")),
    st.lists(st.sampled_from([b"number", b"key", b"&", b"=", b"%", b"%F", b"%00"])).map(
        b"".join
    ),
    st.tuples(st.text(max_size=30), st.text(max_size=30)).map(
        lambda pair: str(
            httpx.QueryParams({"number": pair[0], "key": pair[1]})
        ).encode()
    ),
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Give everything that is logged, from the lowest level on."""
    written = io.StringIO()
    configure("json", "debug", written)
    yield written
    configure("json", "info", io.StringIO())


@dataclass(frozen=True, slots=True)
class Broken:
    """A lookup that fails, and whose fault quotes what it was given."""

    fault: type[Exception]

    def find(self, number: str, key: str, client: str, *, by: By) -> LookupResult:
        """Fail."""
        raise self.fault(f"{number} {key} {client} {by}")


def raw(house: House, octets: bytes, seconds: float = 20.0) -> bytes:
    """Send octets and return all that comes until the connection ends."""
    with socket.create_connection(("127.0.0.1", house.port), seconds) as peer:
        peer.sendall(octets)
        answer = b""
        with suppress(ConnectionResetError):  # what we sent beyond was not read
            while piece := peer.recv(65536):
                answer += piece
        return answer


@_FEW
@given(body=bodies)
def test_any_octets_as_a_form_are_answered(shared: House, body: bytes) -> None:
    """Whatever is posted, the answer is a page that explains, never a fault of ours."""
    with shared.client(follow_redirects=False) as client:
        page = client.post("/verify", content=body, headers=FORM)

    assert page.status_code in {303, 400, 403, 413, 422, 429}
    assert page.status_code == 303 or "<h1>" in page.text


@_FEW
@given(query=st.text(max_size=60), cookie=st.text(st.characters(codec="ascii")))
def test_any_address_and_cookie_are_answered(
    shared: House, query: str, cookie: str
) -> None:
    """A query or a cookie that anybody made up opens nothing and breaks nothing."""
    printable = "".join(sign for sign in cookie if sign.isalnum() or sign in "_-=.")
    with shared.client() as client:
        form = client.get("/verify", params={"n": query, "lang": query})
        shown = client.get(
            "/verify/certificate", headers={"cookie": f"verify={printable}"}
        )

    assert (form.status_code, shown.status_code) == (200, 403)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "multipart/form-data; boundary=x", ""]
)
def test_only_a_form_is_taken(shared: House, kind: str) -> None:
    """Another content type is refused before anything of it is read."""
    with shared.client() as client:
        page = client.post("/verify", content=b"x" * 64, headers={"content-type": kind})

    assert page.status_code == 400
    assert "送信内容を読み取れませんでした" in page.text


@pytest.mark.parametrize("told", [True, False])
def test_25_megabytes_are_refused_early(shared: House, *, told: bool) -> None:
    """A large body is refused by its length, or after the first octets beyond 4 kB."""
    body = b"number=" + b"1" * (25 * 1024 * 1024)
    pieces = [body[at : at + 65536] for at in range(0, len(body), 65536)]
    before = time.monotonic()
    try:
        with shared.client() as client:
            page = client.post(
                "/verify", content=body if told else iter(pieces), headers=FORM
            )
        assert page.status_code == 413
        assert "大きすぎます" in page.text
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        # The connection was closed while we still sent: refused all the same.
        assert time.monotonic() - before < 10


def test_client_that_is_slow_is_dropped(tmp_path: Path) -> None:
    """Who does not finish a request, or its body, in time is dropped."""
    with House(tmp_path, seconds=0.5) as house:
        before = time.monotonic()
        head = raw(house, b"POST /verify HTTP/1.1\r\nHost: x\r\n")
        body = raw(
            house,
            b"POST /verify HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\nnumber=",
        )
        silent = raw(house, b"")
        taken = time.monotonic() - before
        with house.client() as client:
            alive = client.get("/verify").status_code

    assert (head, body, silent) == (b"", b"", b"")
    assert taken < 10
    assert alive == 200


def test_drip_of_octets_does_not_stretch_the_time(tmp_path: Path) -> None:
    """A header now and then keeps no connection alive beyond its time."""
    with (
        House(tmp_path, seconds=0.5) as house,
        socket.create_connection(("127.0.0.1", house.port), 20) as peer,
    ):
        peer.sendall(b"GET /verify HTTP/1.1\r\nHost: x\r\n")

        def ended() -> bool:
            try:
                peer.sendall(b"X-A: b\r\n")
                peer.settimeout(0.02)
                return peer.recv(1) == b""
            except TimeoutError:
                return False
            except OSError:
                return True

        assert wait_until(ended, "the connection to be dropped")


def test_crowd_leaves_room_for_others(tmp_path: Path) -> None:
    """Connections of one door are limited; who comes too much is let go at once."""
    with House(tmp_path, connections=3) as house:
        crowd = [
            socket.create_connection(("127.0.0.1", house.port), 20) for _ in range(3)
        ]
        wait_until(lambda: raw(house, b"") == b"", "the fourth to be let go")
        for peer in crowd:
            peer.close()

        def served() -> bool:
            try:
                with house.client() as client:
                    return client.get("/verify").status_code == 200
            except httpx.TransportError:
                return False

        assert wait_until(served, "the page to be served again")


def test_four_hundred_slow_addresses_do_not_shut_the_page(tmp_path: Path) -> None:
    """Who asks in half a sentence makes room for who asks in a whole one."""
    with House(tmp_path) as house:
        slow = [
            socket.create_connection(
                ("127.0.0.1", house.port),
                20,
                (f"127.0.{2 + n // 200}.{1 + n % 200}", 0),
            )
            for n in range(400)
        ]
        for peer in slow:
            with suppress(OSError):
                peer.sendall(b"GET /verify HTTP/1.1\r\nX-Slow: ")

        def served() -> bool:
            try:
                with house.client() as client:
                    return client.get("/verify").status_code == 200
            except httpx.TransportError:
                return False

        assert wait_until(served, "the page to be served", 15)  # they are dropped in 30
        for peer in slow:
            peer.close()


@pytest.mark.parametrize(
    "octets",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/99\r\n\r\n",
        b"GET /" + b"a" * 400_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /verify HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 400_000 + b"\r\n\r\n",
        b"EHLO example.jp\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(shared: House, octets: bytes) -> None:
    """TLS, SMTP, endless lines: 400 with the same headers, and the connection ends."""
    answer = raw(shared, octets)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"frame-ancestors 'none'" in answer


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/verify", 200),
        ("HEAD", "/verify", 200),
        ("GET", "/verify?lang=en", 200),
        ("GET", "/verify/certificate", 403),
        ("GET", "/verify/certificate.pdf", 403),
        ("GET", "/wp-login.php", 404),
        ("GET", "/verify/../../etc/passwd", 404),
        ("GET", "/verify/%2e%2e/%00", 404),
        ("DELETE", "/verify", 405),
        ("GET", "/verify/receipt", 405),
        ("BREW", "/verify", 405),
        ("POST", "/verify/receipt", 400),
    ],
)
def test_every_answer_is_careful(
    shared: House, method: str, path: str, status: int
) -> None:
    """Each page has its status, the fixed headers, and is Japanese and kind."""
    with shared.client() as client:
        page = client.request(method, path)

    assert page.status_code == status
    assert dict(FIXED_HEADERS).items() <= {
        name.title().replace("Nosniff", "nosniff"): value
        for name, value in page.headers.items()
    }.items() | {("X-Content-Type-Options", "nosniff")}
    assert "server" not in page.headers
    if method == "HEAD":
        assert page.content == b""
    elif "lang=en" not in path:
        assert '<html lang="ja">' in page.text
    assert not re.search(r"<script|https?://", page.text)
    if status == 405:
        assert page.headers["allow"]


def test_style_and_icon_come_from_here(shared: House) -> None:
    """Every address of a page is our own, exists, and the style may be kept."""
    with shared.client() as client:
        page = client.get("/verify")
        named = re.findall(r'(?:href|src)="(/[^"]+)"', page.text)
        answers = {path: client.get(path) for path in named}

    assert all(one.status_code == 200 for one in answers.values())
    (style,) = [one for path, one in answers.items() if path.endswith(".css")]
    assert "immutable" in style.headers["cache-control"]
    assert not re.search(r"@import|url\(", style.text)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": "null"},
        {"origin": "https://evil.example"},
    ],
)
def test_other_sites_form_is_refused(
    shared: House, one: Issued, headers: dict[str, str]
) -> None:
    """A form that another site's page sends does nothing, with or without a pass."""
    with shared.opened(one) as client:
        looked = look(client, one.number, one.key, headers=headers)
        received = client.post("/verify/receipt", data={"entry": "1"}, headers=headers)
        left = client.post("/verify/leave", headers=headers)

    assert [403] * 3 == [one.status_code for one in (looked, received, left)]
    assert "この操作は受け付けられませんでした" in received.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"origin": "null"},
        {"origin": "https://hosho.example.jp"},
    ],
)
def test_own_form_is_taken_whatever_the_browser_tells(
    shared: House, one: Issued, headers: dict[str, str]
) -> None:
    """Under no-referrer a browser's own form says `Origin: null`, or nothing."""
    with shared.client() as client:
        page = look(client, one.number, one.key, headers=headers)

    assert page.url.path == "/verify/certificate"


@pytest.mark.parametrize("token", ["", "0" * 64, "あ", "stolen"])
def test_receipt_wants_the_token_of_its_page(house: House, token: str) -> None:
    """受領 without the token of this pass and this certificate is refused."""
    one, other = house.issued()
    if token == "stolen":
        with house.opened(other) as client:
            page = client.get("/verify/certificate").text
        token = dict(re.findall(r'name="(\w+)" value="(\w+)"', page))["token"]
    house.post()
    with house.opened(one) as client:
        answer = client.post("/verify/receipt", data={"entry": "1", "token": token})
    house.parlour.work()

    assert answer.status_code == 403
    assert not house.post(CONTRACTOR[1])


def test_pass_of_https_is_bound_to_its_host(build_house: BuildHouse) -> None:
    """Behind a trusted proxy with HTTPS the cookie is Secure and of this host alone."""
    house = build_house(trusted_proxies=("127.0.0.0/8",))
    one = house.issued()[0]
    with house.client(follow_redirects=False) as client:
        answer = look(
            client, one.number, one.key, headers={"x-forwarded-proto": "https"}
        )

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-verify=")
    for said in ("HttpOnly", "Secure", "SameSite=strict", "Path=/", "Max-Age=600"):
        assert said in cookie


def test_clients_are_told_apart_behind_a_trusted_proxy(
    build_house: BuildHouse,
) -> None:
    """X-Forwarded-For counts from the right: who guesses is held, the next is not."""
    house = build_house(trusted_proxies=("127.0.0.1",))
    one = house.issued()[0]

    def ask(key: str, said: str) -> httpx.Response:
        with house.client() as client:
            return look(client, one.number, key, headers={"x-forwarded-for": said})

    guesses = [ask(WRONG, "198.51.100.7, 203.0.113.9") for _ in range(8)]
    same = ask(one.key, "192.0.2.1, 203.0.113.9")
    other = ask(one.key, "203.0.113.9, 198.51.100.8")

    assert (guesses[-1].status_code, same.status_code) == (429, 429)
    assert other.url.path == "/verify/certificate"


def test_nobody_else_says_who_asks(house: House) -> None:
    """Without a trusted proxy X-Forwarded-For is one more thing that anybody writes."""
    with house.client() as client:
        answers = [
            look(client, "00427-000001", WRONG, headers={"x-forwarded-for": said})
            for said in (f"203.0.113.{n}" for n in range(8))
        ]

    assert answers[-1].status_code == 429


def test_log_tells_what_happened_and_nothing_of_whom(
    shared: House, one: Issued, log: io.StringIO
) -> None:
    """Each request is a line: method and status.  No number, key, address or query."""
    with shared.opened(one) as client:
        client.get("/verify", params={"n": one.number})
        look(client, one.number, WRONG)
        client.get(f"/verify/{one.key}")
        raw(shared, b"GET /" + one.key.encode() + b" HTTP/9\r\n\r\n")

    lines = [
        json.loads(line)
        for line in log.getvalue().splitlines()
        if '"logger": "http' not in line  # our own client's, in this process
    ]
    text = json.dumps(lines)
    assert {"asked", "looked"} <= {line["event"] for line in lines}
    for secret in (one.number, one.key, WRONG, "127.0.0.1", "/verify"):
        assert secret not in text


def test_key_is_in_clear_in_no_file(house: House, tmp_path: Path) -> None:
    """What the page leaves behind holds no key in clear, right or wrong."""
    one = house.issued()[0]
    with house.opened(one) as client:
        look(client, one.number, WRONG)
        press(client)
    house.parlour.work()

    left = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(left) > 5
    assert not any(one.key.encode() in octets for octets in left)
    assert not any(WRONG.encode() in octets for octets in left)


@pytest.mark.parametrize(
    ("fault", "status", "says"),
    [
        (StorageBusy, 503, "ただいま混み合っています"),
        (StorageFull, 503, "ただいま混み合っています"),
        (RegistryDown, 503, "ただいま混み合っています"),
        (RuntimeError, 500, "申し訳ございません"),
    ],
)
def test_fault_of_ours_is_an_apology_without_its_text(
    tmp_path: Path,
    log: io.StringIO,
    fault: type[Exception],
    status: int,
    says: str,
) -> None:
    """What breaks is said kindly; neither page nor log quotes the fault's text."""
    with House(tmp_path, viewing=Broken(fault)) as house, house.client() as client:
        page = look(client, "00427-000001", WRONG)

    assert page.status_code == status
    assert says in words(page)
    for text in (page.text, log.getvalue()):
        assert WRONG not in text
        assert "Traceback" not in text
