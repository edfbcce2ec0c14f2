"""How soon a what-if is answered: by the house, and to somebody who moves a slider in a real browser."""

import os
import time
from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

from bench import Reading, figure
from bench.board import FORM, Visitor, visited

TURNS = 60
STORIES = 40
PART = {"HX-Request": "true"}

# Moves a slider as a person does, waits for the words and for the next frame; the floor fetches nothing in between.
SLIDE = """async turns => {
  const slider = document.getElementById("capacity"), said = () => document.getElementById("capacity-said");
  const frame = () => new Promise(requestAnimationFrame), times = { moved: [], floor: [] };
  const until = words => new Promise(resolve => {
    const watch = new MutationObserver(() => said()?.textContent === words && resolve(watch.disconnect()));
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  for (let turn = 0; turn < turns; turn++) {
    const value = String(55 + 5 * (turn % 18));
    let begun = performance.now();
    const answered = until(`${value}%`);
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await answered; await frame();
    times.moved.push(performance.now() - begun);
    begun = performance.now();
    await (await fetch("/bench/hello")).text(); await frame();
    times.floor.push(performance.now() - begun);
  }
  return times;
}"""


def released(visitor: Visitor) -> str:
    """The address of the what-if of a new release with a target."""
    keys = ", ".join(key for _, key in visitor.facts["stories"][:STORIES])
    day = time.strftime("%Y-%m-%d", time.localtime(time.time() + 75 * 86400))
    body = urlencode({"name": "2.4", "stories": keys, "target_date": day, "pace_percent": 100})
    answer, _ = visitor.ask(visitor.facts["team"] + "releases/new/", expect=302, method="POST", body=body, **FORM)
    return answer.headers["Location"] + "what-if/"


@figure("whatif.answer", "whatif.browser", unit="ms, p95", group="whatif")
def whatif() -> dict[str, Reading]:
    """The floors are a view that does nothing, asked in between in the same way."""
    with visited() as visitor:
        page = released(visitor)
        return {"whatif.answer": _answers(visitor, page), "whatif.browser": _in_browser(visitor, page)}


def _answers(visitor: Visitor, page: str) -> Reading:
    """Fragments of what-ifs that nobody has asked for before."""
    visitor.ask(page)
    own, floor = [], []
    for turn in range(TURNS):
        query = urlencode({"points": turn % 30, "capacity": 60 + turn})
        own.append(_timed(lambda query=query: visitor.ask(f"{page}?{query}", **PART)))
        floor.append(_timed(lambda: visitor.ask("/bench/hello")))
    return Reading(_p95(own), _p95(floor), n=TURNS)


def _in_browser(visitor: Visitor, page: str) -> Reading:
    """From the slider's event until its answer is in the page and a frame was drawn."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"])
        origin = f"http://localhost:{visitor.port}"
        context = browser.new_context()
        context.add_cookies([{"name": "session", "value": visitor.facts["sessions"][0], "url": origin}])
        tab = context.new_page()
        tab.goto(origin + page, wait_until="networkidle")
        tab.evaluate(SLIDE, 3)
        times = tab.evaluate(SLIDE, TURNS)
        browser.close()
    return Reading(_p95(times["moved"]), _p95(times["floor"]), n=TURNS)


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begun)


def _p95(times: list[float]) -> float:
    return round(sorted(times)[int(0.95 * len(times))], 1)
