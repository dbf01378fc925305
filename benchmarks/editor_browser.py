"""From a keystroke in the browser to the picture that shows it: median and worst of 200.

    python benchmarks/editor_browser.py [--strokes 200] [--layout leaflet --layout handbook]

Starts `handbook edit` on a copy of the bundled data and a headless Chromium (which must be installed), types
into a column's text, and takes the time in the page, from the event of the key to the frame with the picture.
"""

from __future__ import annotations

import argparse
import os
import re
import runpy
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from handbook.resources import bundled

ROOT = Path(__file__).parents[1]
PACE = 0.15
"""Seconds from a picture to the next key: of who types fast."""
THOUGHT = 0.8
"""Before every tenth: by then it is being found out how much room there is."""
TEXT = "[data-key='columns/ukishima-ninchisho/text']"

WATCH = """(() => {
  const picture = document.getElementById("picture");
  window.waited = [];
  addEventListener("input", () => { window.began = performance.now(); });
  picture.addEventListener("load", () => requestAnimationFrame(() => {
    window.waited.push(performance.now() - window.began);
  }));
})()"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--strokes", type=int, default=200)
    options.add_argument("--layout", action="append")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = Path(name, "data")
        shutil.copytree(bundled("data"), data)
        for layout in chosen.layout or ("leaflet", "handbook"):
            waited = sorted(measured(data, layout, chosen.strokes, Path(name, layout)))
            middle, worst = statistics.median(waited), waited[-1]
            late = waited[int(0.95 * len(waited))]
            told = f"median {middle:.0f} ms, 95 % {late:.0f} ms, worst {worst:.0f} ms"
            sys.stdout.write(f"{layout}: {told} of {len(waited)}\n")


def measured(data: Path, layout: str, strokes: int, folder: Path) -> list[float]:
    """Milliseconds of each stroke, one after the other, each seen before the next."""
    command = [sys.executable, "-m", "handbook", "edit", "--no-open", "--data", str(data), "--layout", layout]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    program = shutil.which("chromium")
    assert program, "chromium is not installed"
    made = runpy.run_path(str(ROOT / "tests/web/chromium.py"))["Browser"]
    browser = made(program, str(folder), {**os.environ})
    try:
        found = (re.search(r"http://\S+", line) for line in server.stdout)
        address = next(filter(None, found)).group()
        browser.screen(1280, 900)
        browser.open(address)
        browser.until("document.getElementById('picture').naturalWidth > 0")
        browser.run("""(() => { const chosen = document.getElementById("district");
          chosen.value = "浮島"; chosen.dispatchEvent(new Event("change")); })()""")
        browser.until(f"document.querySelector({TEXT!r}) !== null")
        if layout == "handbook":  # the page on which the column stands
            browser.run("[...document.querySelectorAll('#looks [role=tab]')].at(-2).click()")
        browser.run(f"{WATCH}; document.querySelector({TEXT!r}).focus()")
        for stroke in range(strokes):
            browser.type("支え合う地域に"[stroke % 7])
            browser.until(f"window.waited.length > {stroke}", 60)
            time.sleep(PACE if stroke % 10 else THOUGHT)
            if stroke % 20 == 19:  # it shall not grow beyond its page
                browser.run(f"document.querySelector({TEXT!r}).setRangeText('', 0, 20)")
        return browser.run("window.waited")
    finally:
        browser.close()
        server.terminate()
        server.wait()
        server.stdout.close()


if __name__ == "__main__":
    main()
