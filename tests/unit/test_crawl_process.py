"""How a crawl process that goes wrong is heard: in words and once, unless a signal ended it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import MagicMock

import dagster as dg
import dagster_pipes
import pytest
from dagster._core.errors import DagsterPipesExecutionError

import scrapers.crawl
from orchestration.assets.captures import CaptureConfig, captures
from orchestration.resources import Desk

DAY = dg.MultiPartitionKey({"country": "kr", "date": "2026-03-10"})


def exit_with(code: int) -> Exception:
    return DagsterPipesExecutionError(f"External execution process failed with code {code}")


def run_captures(monkeypatch: pytest.MonkeyPatch, home: Path, outcome: Any) -> None:
    """The asset, with a process that comes to this."""
    monkeypatch.setenv("DESK_HOME", str(home))
    process = MagicMock()
    process.run.side_effect = [outcome]
    with dg.DagsterInstance.ephemeral() as instance:
        captures(
            context=dg.build_asset_context(partition_key=DAY, instance=instance),
            config=CaptureConfig(fetch="never"),
            desk=Desk(),
            crawl_process=process,
        )


@pytest.mark.parametrize("code", [1, 2, 70])
def test_a_process_that_ends_by_itself_is_not_run_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int
) -> None:
    with pytest.raises(dg.Failure) as caught:
        run_captures(monkeypatch, tmp_path, exit_with(code))
    assert caught.value.allow_retries is False
    assert f"code {code}" in (caught.value.description or "")


def test_a_process_that_says_nothing_is_not_run_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(dg.Failure, match="without a report") as caught:
        run_captures(monkeypatch, tmp_path, MagicMock(**{"get_custom_messages.return_value": []}))
    assert caught.value.allow_retries is False


@pytest.mark.parametrize("signal", [9, 15, 11])
def test_a_process_that_a_signal_ended_is_run_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, signal: int
) -> None:
    with pytest.raises(dg.Failure, match=f"signal {signal}") as caught:
        run_captures(monkeypatch, tmp_path, exit_with(-signal))
    assert caught.value.allow_retries is True


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MagicMock:
    """What the process tells its parent."""
    pipes = MagicMock(spec=dagster_pipes.PipesContext)

    @contextmanager
    def opened() -> Iterator[MagicMock]:
        yield pipes

    monkeypatch.setattr(dagster_pipes, "open_dagster_pipes", opened)
    monkeypatch.setenv("DAGSTER_PIPES_CONTEXT", "given")
    monkeypatch.setenv("DESK_HOME", str(tmp_path))
    job = tmp_path / "job.json"
    job.write_text('{"country": "kr", "date": "2026-03-10", "fetch": false}', encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["crawl", str(job)])
    return pipes


@pytest.mark.parametrize(
    ("error", "failure", "words"),
    [
        (RuntimeError("a spider broke"), "RuntimeError", "a spider broke"),
        (KeyError("feeds/0"), "KeyError", "'feeds/0'"),
        (OSError(28, "x", "/full/disk"), "OSError", "/full/disk: No space left on device"),
    ],
)
def test_every_error_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, told: MagicMock, error: Exception, failure: str, words: str
) -> None:
    def run(*_: Any) -> NoReturn:
        raise error

    monkeypatch.setattr(scrapers.crawl, "run_crawl", run)
    scrapers.crawl.main()
    told.report_custom_message.assert_called_once_with({"failure": failure, "words": words})


def test_a_job_that_is_none_is_told_too(told: MagicMock, tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text("{}", encoding="utf-8")
    scrapers.crawl.main()
    [message] = told.report_custom_message.call_args.args
    assert message["failure"] == "ValidationError"
    assert "country" in message["words"]
