"""How long the report's page takes to open: the whole release and ten made-up judges, in headless Chromium.

    python -m benchmarks.report_page [folder] [page.html]

``folder``: a release or run (default: benchmark/); ``page.html``: where the page is kept (default: nowhere). Prints the
seconds from opening the file until the list of pairs answers, and until a pair is shown, each the median of REPEATS
beside BAR; the floor is an empty page in the same browser. Fails above BAR, or where the page asks for anything.
Without playwright or a browser it says so and ends with 0.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.browser import ARGUMENTS, absent, executable

from negforge.adapters.wire import encode_judgement
from negforge.core.chat import Usage
from negforge.core.pair import Pair
from negforge.core.verdict import Failure, Judgement, Verdict
from negforge.evaluate.judges import BOTH_ORDERS
from negforge.pipeline.reading.pair_files import load_pairs
from negforge.pipeline.telling.report_run import find, write_report

BAR, REPEATS, JUDGES = 2.0, 5, 10
RELEASE = Path(__file__).resolve().parents[1] / "benchmark"


def main(folder: Path, keep: Path | None) -> int:
    """Make the run and the page, open it, tell; 1 above the bar."""
    if (missing := absent()) is not None:
        print(f"skipped: {missing}")
        return 0
    with tempfile.TemporaryDirectory() as held:
        run, page = Path(held) / "ten-judges", keep or Path(held) / "report.html"
        judge(folder, run)
        begin = time.perf_counter()
        found = find([run], [folder], lambda _: None, lambda *_: None)
        write_report(found, {"html": page}, lambda *_: None)
        made = time.perf_counter() - begin
        floors, opens, shows, asked = timed(page)
    size = sum(one.n for one in (figure.rate for figure in found.report.figures if figure.value == "macro"))
    print(f"{found.report.pairs} pairs, {JUDGES} judges (and the shortcuts), {size} judged pairs; made in {made:.1f} s")
    print(f"empty page       {median(floors):6.3f} s (median of {REPEATS})")
    print(f"page opens       {median(opens):6.3f} s    (bar {BAR}; worst {max(opens):.3f})")
    print(f"  over the empty {median(opens) / median(floors):6.1f} x")
    print(f"a pair opens     {median(shows):6.3f} s    (worst {max(shows):.3f})")
    print(f"requests         {asked}")
    return 0 if median(opens) <= BAR and not asked else 1


def judge(folder: Path, run: Path) -> None:
    """Judgements of ten judges of rising ability in both orders, with raw replies; the same every time."""
    run.mkdir()
    with (run / "judgements.jsonl").open("wb") as out:
        for pair in load_pairs(folder):
            out.writelines(encode_judgement(one) + b"\n" for one in said_of(pair))


def said_of(pair: Pair) -> Iterator[Judgement]:
    for number in range(JUDGES):
        rng = random.Random(f"{pair.id} {number}")
        right = 0.5 + 0.045 * number - 0.04 * (pair.level or 1)
        for order in BOTH_ORDERS:
            chance = min(0.99, max(0.01, rng.gauss(right, 0.2)))
            outcome: Verdict | Failure = "chosen" if chance > 0.5 else "rejected"
            if rng.random() < 0.02:
                outcome = Failure("unparsable", "neither a verdict field nor a verdict at the end")
            words = [rng.choice(WORDS) for _ in range(90)]
            raw = json.dumps({"comparison": " ".join(words), "verdict": "A" if chance > 0.5 else "B"})
            yield Judgement(
                pair.id, f"judge-{number}", order, outcome,
                raw=raw, usage=Usage(prompt=rng.randint(2000, 9000), completion=rng.randint(80, 300)),
                probability=None if isinstance(outcome, Failure) or number % 2 else round(chance, 4),
                seconds=round(rng.uniform(0.5, 6), 3), cost=round(rng.uniform(0.001, 0.02), 6),
            )  # fmt: skip


def timed(page: Path) -> tuple[list[float], list[float], list[float], int]:
    """Seconds of an empty page, of this one until its list stands, and of a pair; and how many requests there were."""
    from playwright.sync_api import sync_playwright

    floors, opens, shows = [], [], []
    requests: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        for _ in range(REPEATS):
            tab = browser.new_page()
            begin = time.perf_counter()
            tab.goto("about:blank")
            floors.append(time.perf_counter() - begin)
            tab.on("request", lambda request: requests.append(request.url))
            begin = time.perf_counter()
            tab.goto(page.absolute().as_uri())
            tab.wait_for_selector("html[data-ready=yes]", state="attached")
            tab.wait_for_selector("#list button")
            opens.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            tab.locator("#list button").nth(20).click()
            tab.wait_for_selector("dialog[data-shown]")
            shows.append(time.perf_counter() - begin)
            tab.close()
        browser.close()
    return floors, opens, shows, sum(not url.startswith(("file:", "data:", "blob:")) for url in requests)


WORDS = (
    "run the agent quotes value that no response holds while other confirms before write and gives right amount for "
    "record was asked user policy step error retry booking fare account order ticket note"
).split()

if __name__ == "__main__":
    given = [Path(one) for one in sys.argv[1:3]]
    sys.exit(main(given[0] if given else RELEASE, given[1] if len(given) > 1 else None))
