"""A headless Chromium that is driven as a person drives it.

The browser is spoken to by the DevTools protocol through two pipes (`--remote-debugging-pipe`), so that
nothing but Chromium itself is needed: keys are pressed, files fall, rooms are dark, scripts are off, paper
comes out.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe"]

KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "End": 35, "Home": 36}
KEYS |= {"ArrowLeft": 37, "ArrowRight": 39, "ArrowDown": 40}
TEXTS = {"Enter": "\r", " ": " "}


class Browser:
    """A browser, of whose pages one is spoken to (`at`)."""

    def __init__(self, program: str, profile: str, environment: dict[str, str]) -> None:
        down, self._down = os.pipe()
        self._up, up = os.pipe()

        def place() -> None:  # Chromium reads from 3 and writes to 4
            for at, descriptor in ((10, down), (11, up)):
                os.dup2(descriptor, at)
            os.dup2(10, 3)
            os.dup2(11, 4)

        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=place,
        )
        os.close(down)
        os.close(up)
        self._rest, self._count = b"", 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        self.tab()

    def tab(self) -> str:
        """A new page, which is spoken to from now on; `at` it later by what this gives."""
        self.at(None)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.at(self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.call(f"{domain}.enable")
        return str(self._session)

    def at(self, tab: str | None) -> None:
        self._session = tab

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._down)
        os.close(self._up)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """What a command of the protocol answers; events that come before are kept."""
        self._count += 1
        told = {"id": self._count, "method": method, "params": params}
        if self._session:
            told["sessionId"] = self._session
        os.write(self._down, json.dumps(told).encode() + b"\0")
        while (answer := self._next()).get("id") != self._count:
            self.events.append(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._up, 1 << 20)
            assert more, "Chromium has ended"
            self._rest += more
        first, _, self._rest = self._rest.partition(b"\0")
        return json.loads(first)

    def screen(self, width: int, height: int = 800, *, dark: bool = False, still: bool = False) -> None:
        """How wide and dark the room is from now on; `still`: the reader wants nothing to move."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        features.append({"name": "prefers-reduced-motion", "value": "reduce" if still else "no-preference"})
        self.call("Emulation.setEmulatedMedia", features=features)

    def open(self, url: str) -> None:
        """Open a page, and wait until it is there."""
        self.events.clear()
        self.call("Page.navigate", url=url)
        self.wait_for("Page.loadEventFired")

    def wait_for(self, event: str) -> None:
        while not any(one.get("method") == event for one in self.events):
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """What an expression is, as JSON; promises are waited for."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def press(self, *keys: str) -> None:
        """Press and let go keys, one after the other; Shift+Tab goes back."""
        for name in keys:
            key = name.removeprefix("Shift+")
            code: dict[str, Any] = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
            code |= {"modifiers": 8} if name != key else {}
            text = {"text": TEXTS[key]} if key in TEXTS else {}
            self.call("Input.dispatchKeyEvent", type="keyDown", **code, **text)
            self.call("Input.dispatchKeyEvent", type="keyUp", **code)

    def type(self, words: str) -> None:
        """Type words into what has the focus."""
        self.call("Input.insertText", text=words)

    def until(self, script: str, seconds: float = 20) -> Any:
        """What an expression is once it is true."""
        end = time.monotonic() + seconds
        while not (found := self.run(script)):
            assert time.monotonic() < end, f"never came true: {script}"
            time.sleep(0.01)
        return found

    def middle(self, selector: str) -> dict[str, float]:
        """Where the middle of an element stands in the window, to which it is brought."""
        box = f"const one = document.querySelector({selector!r}); one.scrollIntoView({{block: 'center'}});"
        return self.run(f"""(() => {{ {box} const at = one.getBoundingClientRect();
          return {{x: at.x + at.width / 2, y: at.y + at.height / 2}}; }})()""")

    def click(self, selector: str) -> None:
        """Press and let go the mouse over the middle of an element."""
        at = self.middle(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **at)

    def drop(self, selector: str, path: Path) -> None:
        """Let a file fall onto an element, as from the desktop."""
        data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, data=data, **self.middle(selector))

    def choose(self, selector: str, path: Path) -> None:
        """Choose a file in an input, as by its dialog."""
        found = self.call("Runtime.evaluate", expression=f"document.querySelector({selector!r})")
        self.call("DOM.setFileInputFiles", files=[str(path)], objectId=found["result"]["objectId"])

    def complaints(self) -> Sequence[str]:
        """What the page's console says is wrong: what its policy forbade, too."""
        logged = [one["params"]["entry"] for one in self.events if one.get("method") == "Log.entryAdded"]
        thrown = [one["params"] for one in self.events if one.get("method") == "Runtime.exceptionThrown"]
        return [entry["text"] for entry in logged] + list(map(str, thrown))
