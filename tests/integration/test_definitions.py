"""What Dagster is told: groups, kinds, owners, versions, partitions, schedules; and that its web server serves it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from briefing.settings import CHECKOUT
from briefing.storage.home import Home
from briefing.taxonomy.countries import COUNTRIES
from orchestration.definitions import defs
from orchestration.instance import prepare_instance
from orchestration.partitions import partition_key
from tests.integration.world import environment

STAGES = {
    *("catalogue", "captures", "entries", "articles", "enriched_items", "carriers", "stories"),
    *("story_links", "source_days", "alerts", "verdicts", "quarantine", "dispositions", "edition"),
}
MARTS = {
    *("sources", "items", "item_versions", "carriers", "stories", "story_links"),
    *("edition_lines",),
    *("monitored_counts", "source_health", "lineage"),
}


def specs() -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


def test_the_definitions_are_valid() -> None:
    dg.Definitions.validate_loadable(defs)


def test_every_stage_and_mart_is_an_asset() -> None:
    assert STAGES | {f"marts/{name}" for name in MARTS} <= specs().keys()


def test_every_asset_says_what_it_is() -> None:
    for name, spec in specs().items():
        assert spec.group_name and spec.group_name != "default", name
        assert spec.kinds and spec.owners and spec.code_version and spec.description, name
        assert isinstance(spec.partitions_def, dg.MultiPartitionsDefinition), name


def test_partitions_are_country_and_day() -> None:
    (definition,) = {spec.partitions_def for spec in specs().values()}
    assert isinstance(definition, dg.MultiPartitionsDefinition)
    assert {dimension.name for dimension in definition.partitions_defs} == {"country", "date"}
    assert definition.has_partition_key(partition_key("kr", date(2026, 3, 10)))
    assert not definition.has_partition_key(dg.MultiPartitionKey({"country": "zz", "date": "2026-03-10"}))


def test_each_hand_over_has_its_gate() -> None:
    checks = {
        (key.asset_key.to_user_string(), key.name) for key in defs.resolve_asset_graph().asset_check_keys
    }
    for asset in ("captures", "articles", "enriched_items", "marts/monitored_counts"):
        assert (asset, "gate") in checks


def test_each_country_has_a_schedule_at_its_cutoff() -> None:
    repository = defs.get_repository_def()
    schedules = {schedule.name: schedule for schedule in repository.schedule_defs}
    assert schedules.keys() == {"send_every_quarter", *(f"{code}_daily" for code in COUNTRIES)}
    for code, place in COUNTRIES.items():
        schedule = schedules[f"{code}_daily"]
        assert (schedule.cron_schedule, schedule.execution_timezone) == ("1 18 * * *", place.timezone)
        at = datetime(2026, 3, 10, 18, 1, tzinfo=ZoneInfo(place.timezone))
        with dg.build_schedule_context(
            scheduled_execution_time=at.astimezone(UTC), repository_def=repository
        ) as context:
            (request,) = schedule.evaluate_tick(context).run_requests or ()
        assert request.partition_key == partition_key(code, date(2026, 3, 10))


@pytest.fixture
def webserver(tmp_path: Path) -> Iterator[str]:
    """The address of a ``dagster dev`` over an empty desk; its whole process group is ended afterwards."""
    prepare = environment(tmp_path / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        patch.setenv("DESK_HOME", "")
        folder = prepare_instance(Home(tmp_path / "home"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "dagster"), "dev", "--host", "127.0.0.1", "--port", str(port)],
        cwd=CHECKOUT,
        env={**prepare, "DAGSTER_HOME": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        limit = time.monotonic() + 120
        while not _answers(address):
            assert process.poll() is None and time.monotonic() < limit, "dagster dev does not answer"
            time.sleep(0.5)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/server_info", timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def ask(address: str, query: str) -> Any:
    request = urllib.request.Request(
        f"{address}/graphql",
        data=json.dumps({"query": query}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        answer = json.loads(response.read())
    assert "errors" not in answer, answer
    return answer["data"]


@pytest.mark.slow
def test_dagster_dev_serves_assets_checks_and_partitions(webserver: str) -> None:
    nodes = ask(
        webserver,
        "{ assetNodes { assetKey { path } groupName isPartitioned kinds owners { __typename } "
        "assetChecksOrError { ... on AssetChecks { checks { name } } } "
        "partitionDefinition { dimensionTypes { name } } } }",
    )["assetNodes"]
    found = {"/".join(node["assetKey"]["path"]): node for node in nodes}
    assert STAGES | {f"marts/{name}" for name in MARTS} <= found.keys()
    for name in STAGES:
        node = found[name]
        assert node["isPartitioned"] and node["kinds"] and node["owners"]
        dimensions = {dimension["name"] for dimension in node["partitionDefinition"]["dimensionTypes"]}
        assert dimensions == {"country", "date"}
    assert [check["name"] for check in found["articles"]["assetChecksOrError"]["checks"]] == ["gate"]
    schedules = ask(
        webserver,
        "{ repositoriesOrError { ... on RepositoryConnection { nodes { schedules { name executionTimezone } } } } }",
    )["repositoriesOrError"]["nodes"]
    assert {s["name"] for node in schedules for s in node["schedules"]} - {"send_every_quarter"} == {
        f"{code}_daily" for code in COUNTRIES
    }
