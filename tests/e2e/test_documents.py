"""The PDFs of a real conversation, as the tools of others see them."""

import subprocess
from pathlib import Path

import pytest

from tests.support.actors import BANK, Actor, Relay, application
from tests.support.letters import read_notice
from tests.support.live import LiveDesk
from tests.support.peers import need

pytestmark = pytest.mark.e2e


@pytest.fixture
def notices(tmp_path: Path) -> list[Path]:
    """Give the key notices of a conversation, as files."""
    hoshi = Actor("阿武隈星建設", "soumu@abukumaboshi.example.jp", tmp_path)
    with LiveDesk(tmp_path) as desk:
        relay = Relay(lambda: desk.port)
        relay.hand_over(hoshi.writes(application(bank=BANK)))
        relay.hand_over(hoshi.replies(hoshi.letter(1), "はい"))
        hoshi.letter(5)
        desk.rest()
    (completion, *_) = [letter for letter in hoshi.letters() if letter.notices]
    paths = [tmp_path / f"{n}.pdf" for n in range(len(completion.notices))]
    for path, octets in zip(paths, completion.notices, strict=True):
        path.write_bytes(octets)
    return paths


def run(program: str, *arguments: str | Path) -> bytes:
    """Run a tool, which must be content, and return what it says."""
    done = subprocess.run(
        [need(program), *arguments], capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_qpdf_finds_nothing_wrong(notices: list[Path]) -> None:
    """Two notices, and the structure of each is sound."""
    assert 2 == len(notices)
    for path in notices:
        assert b"No syntax or stream encoding errors" in run("qpdf", "--check", path)


def test_pdftotext_reads_what_the_mail_says(notices: list[Path]) -> None:
    """Number, key, contractor and work can be copied out of the notice."""
    for path in notices:
        text = run("pdftotext", "-layout", path, "-").decode()
        number, key = read_notice(path.read_bytes())
        squeezed = "".join(text.split())
        assert number in squeezed
        assert key in squeezed
        assert "株式会社阿武隈星建設" in squeezed
        assert "市道枝野線道路改良工事" in squeezed


def test_pdftoppm_paints_every_page(notices: list[Path], tmp_path: Path) -> None:
    """A page is white with something on it, and its fonts are embedded."""
    for path in notices:
        run("pdftoppm", "-r", "40", "-gray", path, tmp_path / path.stem)
        pages = sorted(tmp_path.glob(f"{path.stem}-*.pgm"))
        assert pages
        for page in pages:
            header, _, pixels = page.read_bytes().partition(b"\n255\n")
            assert header.startswith(b"P5")
            dark = sum(1 for pixel in pixels if pixel < 128)
            assert 0.002 < dark / len(pixels) < 0.3
        fonts = run("pdffonts", path).decode().splitlines()[2:]
        assert fonts
        assert all(" yes yes " in f"{line} " for line in fonts)  # embedded, a subset
