"""A platform over HTTP: what goes over, what is worth another try, and what is not."""

import json
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from mailbot.registry.contract import RegistryDown, RegistryRefused
from mailbot.registry.http import HttpRegistry, Platform
from tests.support.platform import TOKEN, Served, serving
from tests.unit.inbound.smtp.certificate import write_certificate

NUMBER, KEY = "00427-000001", "Z28YUE4J3Bux"
FACE = {"obligee_name": "角田市長", "amount": 20_000_000}
API = json.loads(
    (Path(__file__).parents[3] / "docs" / "registry.openapi.json").read_text("utf-8")
)


@pytest.fixture(scope="module")
def house() -> Iterator[Served]:
    """Give a platform at work, one for all tests here."""
    with serving() as one:
        yield one


@pytest.fixture
def served(house: Served) -> Served:
    """Give the platform, empty and in good mood."""
    house.clear()
    return house


@contextmanager
def speaking(served: Served, token: str = TOKEN) -> Iterator[HttpRegistry]:
    """Give the adapter for it."""
    where = Platform(served.url, token, ssl.create_default_context(), 5.0)
    with closing(HttpRegistry(where, lambda _number: KEY)) as one:
        yield one


@pytest.fixture
def registry(served: Served) -> Iterator[HttpRegistry]:
    """Give the adapter."""
    with speaking(served) as one:
        yield one


@pytest.mark.parametrize("fault", [500, 502, 503, 408, 429, "silence"])
def test_what_may_pass_is_worth_another_try(
    served: Served, registry: HttpRegistry, fault: int | str
) -> None:
    """Server faults, overload and broken connections: later; then all is well."""
    served.mood.wrong.append(fault)
    with pytest.raises(RegistryDown):
        registry.register(NUMBER, 1, FACE)

    assert registry.register(NUMBER, 1, FACE).tzinfo


@pytest.mark.parametrize("fault", [301, 400, 401, 403, 404, 409, 413, 422, "rubbish"])
def test_what_will_not_pass_is_for_a_person(
    served: Served, registry: HttpRegistry, fault: int | str
) -> None:
    """Refusals, redirects and answers outside the contract are no matter of time."""
    served.mood.wrong.append(fault)
    with pytest.raises(RegistryRefused) as wrong:
        registry.register(NUMBER, 1, FACE)

    assert NUMBER not in str(wrong.value)
    assert KEY not in str(wrong.value)


def test_lost_answer_does_no_harm(served: Served, registry: HttpRegistry) -> None:
    """A registration that was done and not told is found by the next try."""
    served.mood.wrong.append("lost")
    with pytest.raises(RegistryDown):
        registry.register(NUMBER, 1, FACE)
    (there,) = registry.history(NUMBER)

    assert there.arrived_at == registry.register(NUMBER, 1, FACE)
    assert [1] == [one.entry for one in registry.history(NUMBER)]


def test_nobody_there_is_later() -> None:
    """A port that nobody listens on: the platform is down, and says so."""
    with serving() as gone:
        pass
    with (
        speaking(gone) as registry,
        pytest.raises(RegistryDown, match="does not answer"),
    ):
        registry.view(NUMBER, KEY)


def test_wrong_token_is_refused(served: Served) -> None:
    """Without the right token nothing is told and nothing is taken."""
    with speaking(served, "another-token") as registry:
        for ask in (
            registry.status,
            lambda: registry.register(NUMBER, 1, FACE),
            lambda: registry.view(NUMBER, KEY),
            lambda: registry.history(NUMBER),
            lambda: registry.void(NUMBER),
            lambda: registry.rekey(NUMBER, KEY),
        ):
            with pytest.raises(RegistryRefused, match="401"):
                ask()
    assert {} == served.platform.shelves


def test_key_is_in_no_address(served: Served, registry: HttpRegistry) -> None:
    """Addresses end up in logs: a key goes over in bodies alone."""
    registry.register(NUMBER, 1, FACE)
    registry.view(NUMBER, KEY)
    registry.rekey(NUMBER, KEY)

    assert 3 == len(served.mood.asked)
    assert KEY not in str(served.mood.asked)


def test_no_repr_shows_the_token() -> None:
    """The token is in no text of the adapter."""
    where = Platform("https://x.example", TOKEN, ssl.create_default_context())

    with closing(HttpRegistry(where, str)) as registry:
        assert TOKEN not in repr(where) + repr(registry)


def test_certificate_of_the_platform_is_checked(tmp_path: Path) -> None:
    """A server whose certificate nobody we trust has signed is not spoken to."""
    pem = write_certificate(tmp_path / "platform.pem")
    trusting = ssl.create_default_context(cafile=pem)
    with serving(certificate=pem) as served:
        url = f"https://localhost:{served.port}"
        known = Platform(url, TOKEN, trusting, 5.0)
        unknown = Platform(url, TOKEN, ssl.create_default_context(), 5.0)
        with closing(HttpRegistry(known, str)) as registry:
            registry.status()
        with (
            closing(HttpRegistry(unknown, str)) as registry,
            pytest.raises(RegistryDown),
        ):
            registry.status()

    assert [("GET", "/status")] == served.mood.asked


# --- the description --------------------------------------------------------------

_REQUESTS: list[tuple[str, str, Any, int]] = [
    ("GET", "/status", None, 200),
    ("PUT", f"/certificates/{NUMBER}/entries/1", {"face": FACE, "key": KEY}, 201),
    ("PUT", f"/certificates/{NUMBER}/entries/1", {"face": FACE, "key": KEY}, 200),
    ("GET", f"/certificates/{NUMBER}/entries", None, 200),
    ("POST", "/views", {"number": NUMBER, "key": KEY}, 200),
    ("POST", "/views", {"number": NUMBER, "key": "x"}, 404),
    ("PUT", f"/certificates/{NUMBER}/key", {"key": KEY}, 204),
    ("DELETE", f"/certificates/{NUMBER}", None, 204),
    ("POST", "/views", {"number": NUMBER, "key": KEY}, 404),
    ("GET", "/certificates/00427-999999/entries", None, 200),
    ("PUT", f"/certificates/{NUMBER}/entries/0", {"face": FACE, "key": KEY}, 422),
    ("PUT", f"/certificates/{NUMBER}/entries/2", {"face": FACE, "key": "short"}, 422),
    ("PUT", f"/certificates/{NUMBER}/entries/2", [1], 422),
    ("PUT", f"/certificates/{NUMBER}/entries/2", {"face": {"x": {}}, "key": KEY}, 422),
    ("PUT", f"/certificates/{NUMBER}/entries/x", {"face": FACE, "key": KEY}, 404),
    ("GET", "/certificates/nonsense/entries", None, 422),
    ("POST", "/views", {"number": 1}, 422),
    ("PATCH", "/views", {}, 405),
]


def described(method: str, path: str, status: int) -> dict[str, Any] | None:
    """Return the schema that the description gives to an answer, None for no body."""
    for pattern, item in API["paths"].items():
        parts, asked = pattern.split("/"), path.split("/")
        fits = len(parts) == len(asked) and all(
            one == other or one.startswith("{")
            for one, other in zip(parts, asked, strict=True)
        )
        if fits:
            operation = item.get(method.lower()) or next(
                item[name] for name in ("get", "put", "post", "delete") if name in item
            )
            answer = operation["responses"][str(status)]
            if "$ref" in answer:
                answer = API["components"]["responses"]["Problem"]
            content = answer.get("content", {})
            return next((one["schema"] for one in content.values()), None)
    raise AssertionError(f"{path} is not described")


def test_server_answers_as_it_is_described(served: Served) -> None:
    """Every answer of the reference server, good or bad, fits its description."""
    with httpx.Client(base_url=served.url, trust_env=False) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        for method, path, body, status in _REQUESTS:
            answer = client.request(method, path, json=body)
            assert (method, path, status) == (method, path, answer.status_code)
            schema = described(method, path, status)
            if schema is None:
                assert b"" == answer.content
                continue
            whole = {**schema, "components": API["components"]}
            Draft202012Validator(whole).validate(answer.json())


def test_rubbish_is_a_bad_request(served: Served) -> None:
    """What is no JSON is refused as such, and a body without end is cut off."""
    with httpx.Client(base_url=served.url, trust_env=False) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        rubbish = client.post("/views", content=b"\xff{")
        endless = client.post("/views", content=b"x" * 200_000)

    assert (400, 413) == (rubbish.status_code, endless.status_code)
