"""A confined process can compute, and read and write its own pipe: nothing else."""

from __future__ import annotations

import json
import os
import platform
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from mailbot.sandbox.child_process import SANDBOX_LIMITS
from mailbot.sandbox.confinement import landlock_version, seccomp_is_there
from mailbot.sandbox.sandbox import Sandbox
from tests.unit.sandbox.test_sandbox import EXAMPLES, NOW, children

TRIES = """
import ctypes, json, os, socket, subprocess, sys
from mailbot.sandbox.confinement import confine

folder, port, parent = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
waiting = socket.socket()
os.dup2(waiting.fileno(), 0)  # one that was open before, as a forgotten one would be
waiting.close()
left = socket.socket(fileno=0)

def write():
    with open(folder + "/written", "w") as file:
        file.write("x")

def more(path):
    return lambda: open(path, "rb").read()

tries = {
    "open a file": more("/etc/passwd"),
    "open what the server keeps": more(folder + "/kept"),
    "write to disk": write,
    "make a folder": lambda: os.mkdir(folder + "/made"),
    "remove a file": lambda: os.unlink(folder + "/kept"),
    "list a folder": lambda: os.listdir(folder),
    "open a socket": lambda: socket.socket(),
    "connect an old socket": lambda: left.connect(("127.0.0.1", port)),
    "spawn a process": lambda: subprocess.run(["/bin/true"]),
    "fork": lambda: os.fork() or os._exit(0),
    "become another program": lambda: os.execv("/bin/true", ["true"]),
    "signal the server": lambda: os.kill(parent, 0),
    "look into the server": lambda: open(f"/proc/{parent}/environ").read(),
}
walls = confine()
said = {}
for name, attempt in tries.items():
    try:
        attempt()
        said[name] = "done"
    except OSError as error:
        said[name] = type(error).__name__
print(json.dumps([walls, said]))
"""
BY_SECCOMP = {
    *("open a socket", "connect an old socket", "spawn a process", "fork"),
    *("become another program", "signal the server", "list a folder"),
    *("make a folder", "remove a file"),
}
"""What the limits on descriptors alone do not refuse."""


def test_a_confined_process_can_do_nothing_outside(tmp_path: Path) -> None:
    """It opens, writes, connects, starts and signals nothing, by every wall."""
    (tmp_path / "kept").write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-c", TRIES, str(tmp_path), str(port), str(os.getpid())],
            capture_output=True,
            check=False,
            timeout=60,
            stdin=subprocess.PIPE,
        )
    assert done.returncode == 0, done.stderr.decode()
    walls, said = json.loads(done.stdout)

    assert "limits" in walls
    if sys.platform == "linux":
        assert "no_new_privileges" in walls
    assert ("landlock" in walls) == (landlock_version() > 0)
    assert ("seccomp" in walls) == seccomp_is_there()
    succeeded = {name for name, came_of_it in said.items() if came_of_it == "done"}
    if "seccomp" in walls:
        assert succeeded == set()
        assert (tmp_path / "kept").read_text() == "secret"
    else:
        assert succeeded <= BY_SECCOMP
        pytest.skip(f"no seccomp that we know on {platform.platform()}")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_the_reading_child_is_confined() -> None:
    """The child that reads has no environment, its three pipes, and all the walls."""
    room = Sandbox()
    before = children()
    try:
        room.read_apart((EXAMPLES[0].read_bytes(), NOW, None, None))
        (child,) = children() - before
        about = Path(f"/proc/{child}")
        status = (about / "status").read_text()
        assert (about / "environ").read_bytes() == b""
        assert {int(one.name) for one in (about / "fd").iterdir()} == {0, 1, 2}
        assert (about / "cwd").readlink() == Path("/")
        assert "\nNoNewPrivs:\t1\n" in status
        if seccomp_is_there():
            assert "\nSeccomp:\t2\n" in status
        limits = (about / "limits").read_text()
        assert f"Max address space         {SANDBOX_LIMITS.octets}" in limits
        assert "Max file size             0" in limits
        assert "Max open files            3" in limits
    finally:
        room.close()


def test_every_decoder_is_there_before_the_walls() -> None:
    """A mail in any charset is read in the child as it is read here."""
    names = ("iso2022_jp_3", "euc_jis_2004", "gb18030", "big5hkscs", "cp949", "koi8_r")
    room = Sandbox()
    try:
        for name in names:
            raw = (
                f"From: a@b.example\r\nContent-Type: text/plain; charset={name}\r\n\r\n"
            ).encode() + "工事名：市道改良工事\r\n".encode(name, "replace")
            apart = room.read_apart((raw, NOW, None, None))
            assert apart == room(raw, NOW), name
    finally:
        room.close()
