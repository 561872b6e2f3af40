"""Bespoke briefings: tailor, cut, HTML mail and text for many subscribers of one full edition.

python -m benchmarks.briefings [--subscribers 1000] [--items 300] [--processes 2]

Prints mails a second, memory, whether the cost of a subscriber stays flat, and the ratio to the plain way in the
same run: every mail rendered whole and its styles put in by css-inline (the named peer).
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import time
from concurrent.futures import ProcessPoolExecutor

from benchmarks.full_edition import full_edition
from briefing.composition.tailoring import Tailor
from briefing.records.profile import Profile, WatchTerm
from briefing.rendering.email import MailRoom
from briefing.rendering.links import ReaderLinks
from briefing.taxonomy.presets import PRESETS, profile_of_preset

_WATCHED = (
    "Hangang Pier Corporation",
    "union",
    "港湾局",
    "bộ công thương",
    "memory",
    "크레인",
    "quay",
    "मंत्रालय",
)


def profiles(count: int, seed: int = 3) -> list[Profile]:
    """Roles, own choices and watch terms as subscribers have them, one in ten with no filter at all."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        terms = tuple(WatchTerm(term=t) for t in chance.sample(_WATCHED, chance.randint(0, 4)))
        if number % 10 == 0:
            found.append(Profile(watch_terms=terms))
        else:
            least = chance.choice((0, 0, 20, 35))
            found.append(
                profile_of_preset(chance.choice(list(PRESETS)), watch_terms=terms, least_importance=least)
            )
    return found


def _links(number: int) -> ReaderLinks:
    web = "https://desk.example"
    return ReaderLinks(
        f"{web}/editions/kr/2026-03-10/v1",
        f"{web}/briefings/token-{number}",
        f"{web}/preferences/token-{number}",
        f"{web}/unsubscribe/token-{number}",
        f"{web}/editions/kr/2026-03-10/v1.pdf",
        lambda line: f"{web}/editions/kr/2026-03-10/v1/items/{line}/audit",
    )


def _work(items: int, wanted: list[Profile]) -> tuple[list[float], int, int]:
    edition = full_edition(items)
    tailor, room = Tailor(edition), MailRoom(edition)
    seconds, size, lines = [], 0, 0
    for number, profile in enumerate(wanted):
        start = time.process_time()  # of this process alone, so that a busy machine does not count
        briefing = tailor.briefing(profile, "preview")
        mail = room.briefing(briefing, _links(number), "A Reader")
        seconds.append(time.process_time() - start)
        size = max(size, len(mail.html.encode()))
        lines += len(briefing.chosen)
    return seconds, size, lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscribers", type=int, default=1000)
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    wanted = profiles(options.subscribers)
    start = time.perf_counter()
    with ProcessPoolExecutor(options.processes) as pool:
        shares = [wanted[n :: options.processes] for n in range(options.processes)]
        results = list(pool.map(_work, [options.items] * options.processes, shares))
    took = time.perf_counter() - start
    seconds = results[0][0]
    tenth = max(1, len(seconds) // 10)
    first, last = statistics.mean(seconds[1 : tenth + 1]), statistics.mean(seconds[-tenth:])
    lines = sum(result[2] for result in results)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{options.subscribers} briefings of {options.items} items by {options.processes} processes: {took:.1f} s"
    )
    print(
        f"  {options.subscribers / took:.1f} mails/s, {lines / took:.0f} items/s, "
        f"largest HTML {max(r[1] for r in results):,} bytes"
    )
    print(
        f"  a subscriber costs {first * 1000:.1f} ms of processor in the first tenth, "
        f"{last * 1000:.1f} ms in the last; peak memory {memory:.0f} MB"
    )
    _peer(options.items, wanted[:20], statistics.mean(seconds[1:]))


def _peer(items: int, wanted: list[Profile], ours: float) -> None:
    """The plain way: a new room for each mail, so that every piece is rendered and inlined again."""
    edition = full_edition(items)
    tailor = Tailor(edition)
    start = time.process_time()
    for number, profile in enumerate(wanted):
        MailRoom(edition).briefing(tailor.briefing(profile, "preview"), _links(number), "A Reader")
    plain = (time.process_time() - start) / len(wanted)
    print(
        f"  rendered and inlined (css-inline) anew for each: {plain * 1000:.1f} ms, {plain / ours:.1f} times as long"
    )


if __name__ == "__main__":
    main()
