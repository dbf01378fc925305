"""Who may speak to the editor, and with what: asked by hand, as no browser would."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys

import pytest

from handbook.cli.app import main
from handbook.resources import bundled
from handbook.web.editor.service import CALLS, STATIC


def test_the_page_and_its_parts_hold_nothing_of_the_data_and_may_do_nothing_else(editor):
    for path in STATIC:
        answer = editor.ask(path, method="GET", origin=None, x_handbook_key=None)
        assert answer.code == 200
        assert "浮島".encode() not in answer.data
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "rebound.example"},
        {"host": "localhost"},
        {"host": "127.0.0.1"},
        {"origin": "https://other.example"},
        {"origin": "null"},
        {"origin": None},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"x_handbook_key": None},
        {"x_handbook_key": "guess"},
        {"x_handbook_key": "ｋ".encode().decode("latin-1")},
    ],
    ids=str,
)
def test_no_other_site_and_no_other_user_comes_in(editor, headers):
    before = sorted(path.read_bytes() for path in editor.data.rglob("*.yaml"))
    for call in ("begin", "photo", *CALLS):
        answer = editor.ask(f"/{call}", **headers)
        assert answer.code in (401, 403, 421), call
        assert answer.said["refused"]
        assert "浮島".encode() not in answer.data
        assert answer.headers["x-frame-options"] == "DENY"
    assert sorted(path.read_bytes() for path in editor.data.rglob("*.yaml")) == before


def test_another_name_for_this_machine_gets_not_even_the_page(editor):
    assert editor.ask("/", method="GET", host="rebound.example", origin=None).code == 421


@pytest.mark.parametrize(
    "path",
    [
        "/../data/plan.yaml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/editor.js/../gate.py",
        "//etc/passwd",
        "/plan.yaml",
    ],
)
def test_no_path_is_a_file(editor, path):
    for method in ("GET", "POST"):
        answer = editor.ask(path, method=method, origin=editor.origin)
        assert answer.code in (400, 404)
        assert answer.said["refused"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"\xff", "application/json"),
        (b'{"district": 3, "edits": {}}', "application/json"),
        (b'{"district": "x", "edits": {"a": 1}}', "application/json"),
        (b'{"district": "x", "edits": {}, "more": 1}', "application/json"),
        (b'{"district": "\\ud800", "edits": {}}', "application/json"),
        (b'{"district": "x", "edits": {}}', "text/plain"),
        (b"district=x", "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_request_of_the_page_is_refused_in_words(editor, body, kind):
    answer = editor.ask("/form", body, content_type=kind)
    assert answer.code == 400
    assert answer.said["refused"]


def test_a_request_that_is_too_long_is_refused_before_it_is_read(editor):
    with socket.create_connection(("127.0.0.1", editor.port), timeout=30) as line:
        line.sendall(_head(editor, "photo", "Content-Length: 200000000"))
        assert b"413" in line.recv(100), "not a byte of it was awaited"


def test_a_long_photograph_without_a_length_is_refused_while_it_comes(editor):
    zeros, sent, answer = b"\0" * (1 << 16), 0, b""
    with socket.create_connection(("127.0.0.1", editor.port), timeout=30) as line:
        line.sendall(_head(editor, "photo", "Transfer-Encoding: chunked"))
        with contextlib.suppress(OSError):  # it has hung up
            while sent < 200_000_000:
                line.sendall(b"%x\r\n%b\r\n" % (len(zeros), zeros))
                sent += len(zeros)
        with contextlib.suppress(OSError):
            answer = line.recv(1 << 16)
    assert sent < 60_000_000
    assert not answer or b"413" in answer
    assert editor.ask("/begin").code == 200, "it is still there for others"


def _head(editor, path, length):
    lines = (
        f"POST /{path} HTTP/1.1",
        f"Host: 127.0.0.1:{editor.port}",
        f"Origin: {editor.origin}",
        f"X-Handbook-Key: {editor.key}",
        "Content-Type: application/octet-stream",
        length,
    )
    return "\r\n".join((*lines, "", "")).encode()


def test_it_says_what_it_changes_and_ends_with_a_word(edited):
    own = edited()
    assert own.data.name in own.told
    assert own.ask("/begin").said["folder"] == str(own.data.resolve())
    with socket.create_connection(("127.0.0.1", own.port), timeout=30) as line:
        line.sendall(b"what\r\n\r\n")
        assert b"400" in line.recv(100)
        assert own.stop() == 0
    assert own.told.endswith("Ctrl-C を押してください。\n終わりました。\n"), "not a word of English"


def test_a_port_that_is_taken_is_told(editor, run):
    code, told = run("edit", "--no-open", "--data", str(editor.data), "--port", str(editor.port))
    assert code == 2
    assert f"{editor.port}" in told
    assert "--port" in told


def test_the_bundled_data_are_nobodys_to_change(run):
    code, told = run("edit", "--no-open", "--data", str(bundled("data")))
    assert code == 2
    assert "handbook new" in told


def test_without_the_extra_it_says_what_to_install(tmp_path):
    (tmp_path / "uvicorn.py").write_text("raise ModuleNotFoundError(name='uvicorn')")
    paths = os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", "")))
    done = subprocess.run(
        [sys.executable, "-m", "handbook", "edit", "--no-open"],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 2
    assert "pip install 'handbook[edit]'" in done.stderr


@pytest.fixture
def run(capsys):
    def call(*words):
        with pytest.raises(SystemExit) as ended:
            main(words)
        return ended.value.code, "".join(capsys.readouterr())

    return call
