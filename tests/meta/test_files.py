"""What may not stand in any file of the project, and what every exception must say."""

import re
import tomllib
from collections.abc import Callable, Iterator

import pytest

from tests.meta.sources import TOP, project_files

# Put together here, so that this file does not accuse itself.
PLACES = re.compile(r"(?<![\w.~-])/(" + "work|root|home" + r")/[\w.]")
REGISTRY = re.compile(
    r"https?://[^\s\"'<>)]*(pypi|python" + r"hosted|npmjs|/simple\b)|(--|_)extra-"
    r"index|--find-" + r"links|--trusted-" + "host",
    re.IGNORECASE,
)
HASHED = re.compile(
    r"^[a-z0-9][a-z0-9.-]*==\S+( ;.*)? \\\n    --hash=sha256:[0-9a-f]{64}"
)
ONE_NEWLINE = re.compile(rb"[^\n]\n\Z")
AS_THEY_CAME = {".eml", ".gz", ".png"}
LOCKS = ("requirements.lock", "requirements-dev.lock")
BY_ADDRESS = ("uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json")


def places(text: str) -> Iterator[str]:
    """Find paths that exist on one machine only."""
    yield from (found[0] for found in PLACES.finditer(text))


def registries(text: str) -> Iterator[str]:
    """Find addresses of package registries, which belong to whoever installs."""
    yield from (found[0] for found in REGISTRY.finditer(text))


def unhashed(lock: str) -> Iterator[str]:
    """Find pins of a lock file that no hash guards, and whatever is no pin."""
    for block in re.split(r"\n(?=\S)", lock.strip()):
        if not HASHED.match(block):
            yield block.splitlines()[0]


def silent_exceptions(settings: str) -> Iterator[str]:
    """Find rules switched off in pyproject.toml without a word why.

    The reason stands on the line of a ruff code, a warning or a flag of mypy, or above
    the module that mypy may not know.
    """
    above = ""
    for line in settings.splitlines():
        code = re.match(r'\s*"([A-Z]+[0-9]*|(ignore|default|once)[:"].*)",', line)
        module = re.match(r"(module|ignore_\w+|disallow_\w+ = false)\b", line)
        if code and not re.search(r"#\s*\S.{7,}", line):
            yield line.strip()
        if module and line.startswith("module") and not above.startswith("# "):
            yield line.strip()
        above = line


Rule = Callable[[str], Iterator[str]]


@pytest.mark.parametrize("rule", [places, registries])
def test_no_file_knows_the_machine_it_was_written_on(rule: Rule) -> None:
    """No file names a place of one machine or the address of a package registry."""
    faults = []
    for path in project_files():
        text = path.read_bytes().decode("utf-8", "replace")
        faults += [f"{path.relative_to(TOP)}: {found}" for found in rule(text)]

    assert not faults, "\n".join(faults)


def test_text_ends_with_one_newline() -> None:
    """Each text file of the project ends with one newline and no blank line."""
    faults = [
        path.relative_to(TOP).as_posix()
        for path in project_files()
        if path.suffix not in AS_THEY_CAME and "kept" not in path.parts
        for octets in [path.read_bytes()]
        if b"\0" not in octets and octets and not ONE_NEWLINE.search(octets)
    ]

    assert not faults, "\n".join(faults)


def test_hooks_run_tools_that_are_locked() -> None:
    """Each hook before a commit runs a tool of .venv that the lock installs."""
    hooks = (TOP / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    lock = (TOP / LOCKS[1]).read_text(encoding="utf-8")
    entries = re.findall(
        r"^ +entry: \.venv/bin/(\w+)(?: -m (\w+))?", hooks, re.MULTILINE
    )

    assert len(entries) == hooks.count("- id:") > 3
    for program, module in entries:
        assert re.search(rf"^{module or program}==", lock, re.MULTILINE), program


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    """Each line of a lock file is a pin with at least one hash."""
    assert [] == list(unhashed((TOP / name).read_text(encoding="utf-8")))


def test_tests_run_what_users_run() -> None:
    """The lock for developers holds every pin of the runtime lock, and more."""
    runtime, dev = (
        set(re.findall(r"^[a-z0-9].*==\S+", (TOP / name).read_text(), re.MULTILINE))
        for name in LOCKS
    )

    assert runtime < dev


def test_lock_knows_every_requirement() -> None:
    """Whoever adds a requirement to pyproject.toml runs `make lock`, too."""
    settings = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    groups = settings["dependency-groups"]
    wanted = {
        LOCKS[0]: settings["project"]["dependencies"] + groups["build"],
        LOCKS[1]: groups["dev"],
    }

    for name, requirements in wanted.items():
        lock = (TOP / name).read_text(encoding="utf-8")
        for requirement in requirements:
            package = re.split(r"[<>=!~\[; ]", requirement)[0].lower()
            assert re.search(rf"^{re.escape(package)}==", lock, re.MULTILINE), package


def test_no_lock_records_addresses() -> None:
    """Lock files of the kind that writes registry addresses down are not kept."""
    assert not {path.name for path in project_files()} & {*BY_ADDRESS}


def test_exceptions_of_the_tools_have_reasons() -> None:
    """Every rule switched off in pyproject.toml says why."""
    settings = (TOP / "pyproject.toml").read_text(encoding="utf-8")

    assert [] == list(silent_exceptions(settings))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (places, "see /" + "work/main/x"),
        (places, 'open("/' + 'root/.config")'),
        (registries, "https://files.python" + "hosted.org/packages/x"),
        (registries, "http://10.0.0.1/" + "simple/"),
        (registries, "pip install --find-" + "links=/opt/wheels"),
        (unhashed, "typer==0.29.2"),
        (unhashed, "typer==0.29.2 \\\n    --hash=md5:00"),
        (unhashed, "--index-url x"),
        (silent_exceptions, 'ignore = [\n    "D105",\n]'),
        (silent_exceptions, 'ignore = [\n    "D105",  # no\n]'),
        (silent_exceptions, '    "ignore::DeprecationWarning",'),
        (silent_exceptions, '[[tool.mypy.overrides]]\nmodule = ["x"]'),
    ],
)
def test_each_rule_can_be_broken(rule: Rule, text: str) -> None:
    """A text that breaks the rule is reported."""
    assert len(list(rule(text))) == 1


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (places, "https://example.jp/" + "work/x and ~/" + "work/x and net" + "work/x"),
        (registries, "make lock --no-emit-index-url; see https://docs.python.org/3/"),
        (unhashed, "typer==0.29.2 ; os_name == 'x' \\\n    --hash=sha256:" + "0" * 64),
        (silent_exceptions, '    "D105",  # a magic method is explained by its class'),
        (silent_exceptions, '# Ships no types.\nmodule = ["x"]'),
    ],
)
def test_what_is_allowed_passes(rule: Rule, text: str) -> None:
    """A text that keeps the rule is left alone."""
    assert [] == list(rule(text))
