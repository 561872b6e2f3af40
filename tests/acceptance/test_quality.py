"""How good the language steps are on the labelled collections: no figure is below its floor."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefing.evaluation.report import fallen, figures_of, floors
from briefing.settings import CHECKOUT

CORPORA = Path(os.environ.get("DESK_CORPORA", CHECKOUT.parent / "shared" / "corpora"))

MEASURED = ("language_id", "duplicates", "category", "numbers", "planted")
"""All but stories, whose thousands of items take minutes to embed and have their floors in test_stories_corpora."""

pytestmark = [pytest.mark.corpora, pytest.mark.slow]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    if not (CORPORA / "labels").is_dir():
        pytest.skip(f"no folder {CORPORA}/labels; set DESK_CORPORA to the folder of labelled collections")
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("desk")),
            *("evaluate", "--corpora", str(CORPORA), "--json", "--only", ",".join(MEASURED)),
        ],
        env={**os.environ, "DESK_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = (home / "evaluation" / "index.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    return json.loads(done.stdout)


def test_no_figure_is_below_its_floor(report: dict[str, object]) -> None:
    assert [figure.words() for figure in fallen(report)] == []


def test_every_floor_judges_a_figure_that_is_measured(report: dict[str, object]) -> None:
    known = dict(figures_of(report))
    judged = [*floors()["at_least"], *floors()["at_most"]]
    elsewhere = ("stories.", "cross_language.")
    assert [path for path in judged if path not in known and not path.startswith(elsewhere)] == []
