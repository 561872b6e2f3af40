"""May an edition be composed, and of which parts? Decided by stored verdicts alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from briefing.records.verdict import Verdict


class EditionRefusedError(Exception):
    """A gate has not spoken, has spoken of other bytes, or refuses the whole: nothing is composed."""


@dataclass(frozen=True)
class Readiness:
    """``withheld`` maps (date, source_id) to why; a date mapped with ``*`` is withheld as a whole, one mapped with
    ``section:<name>`` as to that section of the edition."""

    withheld: Mapping[tuple[str, str], str]
    warnings: tuple[Verdict, ...]
    passed: int
    failed: int

    def refusal(self, date: str, source_id: str) -> str | None:
        """Why an item of this source and day may not be printed; None when it may."""
        return self.withheld.get((date, "*")) or self.withheld.get((date, source_id))


def require_verdicts(
    verdicts: Iterable[Verdict], judged: Mapping[tuple[str, str], str]
) -> tuple[Verdict, ...]:
    """All verdicts, once each hand-over has one on the very bytes that are there.

    ``judged`` maps (suite, date) to the sha256 of the file now in the lake. Raises EditionRefusedError naming
    the first suite and day whose verdict is missing or stale.
    """
    found = tuple(verdicts)
    for (suite, date), digest in sorted(judged.items()):
        of_suite = [v for v in found if v.suite == suite and v.date == date]
        if not of_suite:
            raise EditionRefusedError(f"no verdict of the {suite} gate on {date}: the gate has not been run")
        stale = [v for v in of_suite if v.judged_digest != digest]
        if stale:
            raise EditionRefusedError(
                f"stale verdict of the {suite} gate on {date}: it judged {stale[0].judged_digest[:12]}, "
                f"the file is now {digest[:12]}"
            )
    return found


def readiness(verdicts: Iterable[Verdict], days: Iterable[str]) -> Readiness:
    """What may be printed. Raises EditionRefusedError when every covered day is refused as a whole."""
    withheld: dict[tuple[str, str], str] = {}
    warnings: list[Verdict] = []
    passed = failed = 0
    for verdict in sorted(verdicts, key=lambda v: (v.date, v.suite, v.part, v.expectation)):
        if verdict.passed:
            passed += 1
            continue
        failed += 1
        if not verdict.blocks:
            warnings.append(verdict)
            continue
        kind, _, name = verdict.part.partition(":")
        reason = (
            f"{verdict.suite} gate, {verdict.expectation}: {verdict.observed} (wanted {verdict.threshold})"
        )
        part = {"source": name, "section": verdict.part, "take": verdict.part}.get(kind, "*")
        withheld.setdefault((verdict.date, part), reason)
    days = tuple(days)
    if days and all((day, "*") in withheld for day in days):
        raise EditionRefusedError(
            "every day of the edition is refused: "
            + "; ".join(f"{day}: {withheld[(day, '*')]}" for day in days)
        )
    return Readiness(withheld, tuple(warnings), passed, failed)
