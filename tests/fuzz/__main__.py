"""The command: holds as many conversations as asked for, and says what came of them."""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.sender import AT_ONCE
from tests.bot_api import SimulatedTelegram
from tests.end_to_end.checking import copies
from tests.end_to_end.process import Coach
from tests.fuzz.phones import CoreCoach, WebPhone
from tests.fuzz.play import Result, converse

ZONES = {"en": "Europe/London", "zh-Hans": "Asia/Shanghai"}

QUICK = Path("/dev/shm")
"""Where a commit need not wait for a disk; what a power cut does is not asked here."""
KILLED_AFTER = 1.5
"""Seconds; once at least, whatever the reps do."""


def in_process(language: str, seeds: range, folder: Path) -> Iterator[Result]:
    coach = CoreCoach(folder, ZONES[language])
    for seed in seeds:
        chance = random.Random(f"{language} {seed}")
        with coach.phone(language, chance) as phone:
            yield converse(phone, language, ZONES[language], seed, chance)


def over_http(language: str, seeds: range, folder: Path, by_anybody: bool = True) -> list[Result]:
    """All of them at once, with one real process; it is killed once, and by anybody who likes."""
    with SimulatedTelegram() as telegram:
        coach = Coach(telegram, folder, COACH_TIMEZONE=ZONES[language]).start()
        telegram.waits_until_polled(30)
        killing = threading.Lock()

        def restart() -> None:
            with killing:
                coach.kill()
                coach.start()

        def hold(seed: int) -> Result:
            code = "zh-hans" if language.startswith("zh") else language
            person = telegram.person(f"Rep {seed}", language_code=code)
            phone = WebPhone(telegram, coach, person, restart if by_anybody else None)
            return converse(phone, language, ZONES[language], seed, random.Random(f"web {seed}"))

        with ThreadPoolExecutor(len(seeds)) as people:
            once = threading.Timer(KILLED_AFTER, restart)
            once.start()
            results = list(people.map(hold, seeds))
            once.join()
        coach.stop()
        again = copies(telegram, coach)
        if len(again) > coach.kills * AT_ONCE:  # as many can be on their way at a kill
            results[0].faults += [("violation", f"sent again: {copy}") for copy in again]
        return results


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--conversations", type=int, default=25)
    parser.add_argument("--language", choices=sorted(ZONES), default="en")
    parser.add_argument("--seed", type=int, default=1, help="of the first conversation")
    parser.add_argument("--http", action="store_true", help="the real process, people at once")
    parser.add_argument("--keep-going", action="store_true", help="after a fault, too")
    wanted = parser.parse_args()
    seeds = range(wanted.seed, wanted.seed + wanted.conversations)
    began, results = time.monotonic(), []
    with tempfile.TemporaryDirectory(dir=QUICK if QUICK.exists() else None) as folder:
        hold = over_http if wanted.http else in_process
        for result in hold(wanted.language, seeds, Path(folder)):
            results.append(result)
            if result.faults:
                print(told(result), flush=True)
                if not (wanted.keep_going or wanted.http):
                    break
    print(figures(results, time.monotonic() - began))
    return 1 if any(result.faults for result in results) else 0


def told(result: Result) -> str:
    sentences = "\n".join(f"{kind}: {sentence}" for kind, sentence in result.faults)
    return f"{result.transcript}\n\nseed {result.seed}, {result.language}\n{sentences}\n"


def figures(results: list[Result], seconds: float) -> str:
    kinds = Counter(kind for result in results for kind, _ in result.faults)
    return (
        f"{len(results)} conversations in {seconds:.0f} s, "
        f"{sum(r.messages for r in results)} messages, "
        f"{sum(r.answers for r in results)} answers given, "
        f"{sum(r.stored for r in results)} words each stored once, "
        f"{kinds['dead end']} dead ends, {kinds['violation']} violations, "
        f"{kinds['misplaced'] + kinds['lost']} misplaced or lost, "
        f"{kinds['broken'] + kinds['wrong language']} other faults"
    )


if __name__ == "__main__":
    sys.exit(main())
