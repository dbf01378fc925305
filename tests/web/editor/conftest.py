"""`handbook edit` on a copy of the data, as a person starts it, and requests as a browser makes them."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from handbook.resources import bundled
from handbook.web.editor.gate import KEY


class Answer(NamedTuple):
    code: int
    headers: dict[str, str]
    data: bytes

    @property
    def said(self) -> dict:
        return json.loads(self.data)


class Editor:
    """A running `handbook edit`: its `address` as it says it, the `data` it changes."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        command = [sys.executable, "-m", "handbook", "edit", "--no-open", "--data", str(data), *options]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        self.told = ""
        while "http" not in self.told:
            line = self._process.stdout.readline()
            assert line, self.told
            self.told += line
        self.address = re.search(r"http://\S+", self.told).group()
        self.origin, self.key = self.address.split("/#")
        self.port = int(self.origin.rpartition(":")[2])

    def ask(self, path: str, body: object = None, method: str = "POST", **others: str | None) -> Answer:
        """A request as the page makes it; `others` (_ for -) are other headers, None for one left out."""
        usual = {"Origin": self.origin, KEY: self.key, "Content-Type": "application/json"}
        other = {name.replace("_", "-").title(): value for name, value in others.items()}
        sent = {name: value for name, value in {**usual, **other}.items() if value is not None}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        data = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        line.request(method, path, data if method == "POST" else None, sent)
        answer = line.getresponse()
        found = Answer(
            answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
        )
        line.close()
        return found

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def stop(self) -> int:
        """As by Ctrl-C; its exit code."""
        self._process.send_signal(signal.SIGINT)
        self.told += self._process.stdout.read()
        return self._process.wait(timeout=30)


@pytest.fixture(scope="module")
def edited(tmp_path_factory) -> Callable[..., Editor]:
    """Start an editor, on a copy of Kurume's data where none are given; all are ended with the module."""
    running = []

    def start(data: Path | None = None, *options: str) -> Editor:
        if data is None:
            data = tmp_path_factory.mktemp("edited") / "data"
            shutil.copytree(bundled("data"), data, ignore=shutil.ignore_patterns("mihon", "schema"))
        running.append(Editor(data, *options))
        return running[-1]

    yield start
    for one in running:
        one.kill()


@pytest.fixture(scope="module")
def editor(edited) -> Iterator[Editor]:
    return edited()
