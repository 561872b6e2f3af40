"""What holds for the repository as a whole: imports go one way, names say something, no machine shows through."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = ("briefing", "scrapers", "expectations", "orchestration")
CODE_FOLDERS = (*PACKAGES, "benchmarks", "dbt_project", "tests")

EMPTY_NAMES = frozenset(
    (
        "util",
        "utils",
        "common",
        "helper",
        "helpers",
        "misc",
        "core",
        "base",
        "shared",
        "manager",
        "handler",
        "processor",
    )
)
# A path of somebody's machine. Put together from pieces, so that this file does not hold what it looks for.
HOMES = re.compile(r"(?<![\w.])/(?:root|home/[a-z]\w*|Users/[A-Za-z]\w*|work/[a-z]\w*)/[\w.]")
INDEX_HOSTS = re.compile(
    "|".join(
        (
            r"pypi" + r"\.org",
            r"pythonhosted" + r"\.org",
            r"artifactory",
            r"devpi",
            r"--(?:extra-)?index" + r"-url",
        )
    )
)


def tracked() -> list[Path]:
    """Files of the repository, those not yet committed too; everything but what is ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout: what belongs to the repository is not known")
    return [path for path in map(CHECKOUT.joinpath, listed.stdout.splitlines()) if path.is_file()]


def modules() -> list[Path]:
    return [
        path
        for path in tracked()
        if path.suffix == ".py" and path.relative_to(CHECKOUT).parts[0] in CODE_FOLDERS
    ]


def test_the_import_contracts_hold() -> None:
    # In a process of its own: it cannot look at its own classes once Scrapy has been imported (zope.interface).
    linting = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", linting, "--config", str(CHECKOUT / "pyproject.toml"), "--no-cache"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = done.stdout
    assert done.returncode == 0, said + done.stderr
    kept = re.search(r"Contracts: (\d+) kept, 0 broken", said)
    assert kept is not None
    assert int(kept.group(1)) >= 6


def test_every_package_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(CHECKOUT))
        for path in modules()
        if path.relative_to(CHECKOUT).parts[0] in PACKAGES
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = [
        str(path.relative_to(CHECKOUT))
        for path in modules()
        if {path.stem, *path.relative_to(CHECKOUT).parts[:-1]} & EMPTY_NAMES
        or any(path.stem.endswith(f"_{name}") for name in EMPTY_NAMES)
    ]
    assert empty == []


def test_no_stage_reads_the_clock() -> None:
    """Time comes in as an argument. The crawl is where the outside begins: there it may be asked."""
    clocks = re.compile(r"\b(?:datetime\.(?:now|utcnow|today)|date\.today|time\.time)\(")
    reading = [
        str(path.relative_to(CHECKOUT))
        for path in modules()
        if path.relative_to(CHECKOUT).parts[0] in ("briefing", "expectations", "scrapers")
        and clocks.search(path.read_text("utf-8"))
    ]
    assert reading == ["scrapers/crawl.py", "scrapers/probe.py"]


@pytest.mark.parametrize(
    ("name", "pattern"), [("a path of a machine", HOMES), ("the host of a package index", INDEX_HOSTS)]
)
def test_no_file_holds(name: str, pattern: re.Pattern[str]) -> None:
    found = []
    for path in tracked():
        if path == Path(__file__).resolve():
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture, an archive, a page in a legacy encoding
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(CHECKOUT)}:{number}: {line.strip()[:120]}")
    assert found == [], f"{name} in the repository"


def test_the_patterns_find_what_they_are_for() -> None:
    for path in ("/root/x", "'/home/kim/desk", "cd /Users/Kim/x"):
        assert HOMES.search(path), path
    for path in ("https://a.example.com/home/kim/x", "a/root/x", "/homepage/x", "${HOME}/x"):
        assert not HOMES.search(path), path
    assert INDEX_HOSTS.search("https://" + "pypi" + ".org/simple")
