"""What pages come from beside plan and fonts: the same wherever it is asked, other when it is other."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import handbook
from handbook.layout import Layout
from handbook.pictures import Drawing
from handbook.provenance import provenance

ELSEWHERE = """
import json, handbook
from handbook.provenance import provenance
print(json.dumps(provenance(handbook.load_layout("leaflet"))))
"""


def test_another_process_finds_the_same(leaflet: Layout) -> None:
    told = subprocess.run([sys.executable, "-c", ELSEWHERE], capture_output=True, check=True, timeout=60)
    assert json.loads(told.stdout) == provenance(leaflet)


def test_a_picture_is_what_it_draws(leaflet: Layout, street: Drawing) -> None:
    shown = replace(leaflet, pictures={"street.svg": street})
    told = provenance(shown)
    assert told == provenance(replace(shown, file="elsewhere.yaml"))
    redrawn = street._replace(markup=street.markup.replace("#CFE6DA", "#CFE6DB"))
    again = provenance(replace(shown, pictures={"street.svg": redrawn}))
    assert {key for key in told if told[key] != again[key]} == {"picture street.svg"}


def test_it_is_of_the_values_and_not_of_where_they_are_written(leaflet: Layout) -> None:
    again = handbook.load_layout("leaflet")
    assert provenance(again) == provenance(leaflet)
    moved = replace(again, file="elsewhere.yaml", description="別の説明", texts=())
    assert provenance(moved) == provenance(leaflet)
    recoloured = replace(again, colors={**again.colors, "ink": "#000000"})
    assert provenance(recoloured)["design"] != provenance(leaflet)["design"]
    assert provenance(recoloured)["code"] == provenance(leaflet)["code"]
    assert "reportlab" in provenance(leaflet)["engines"]
