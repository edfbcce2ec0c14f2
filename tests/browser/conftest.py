"""A real house with the demo team, and real browsers of its people."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.house import PROJECT, House

AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
SESSION_COOKIE = "session"
PHONE_BELOW = 760
# How long to wait says more about the machine than about the page: long enough for a busy one.
PATIENCE = 60_000  # ms
expect.set_options(timeout=PATIENCE)


@dataclass
class Place:
    """The house under test: where it is, and who can sign in."""

    house: House
    team: str  # path of the demo team's pages, with a slash at its end
    organisation: str
    sessions: dict[str, str]

    @property
    def url(self) -> str:
        return self.house.url


@pytest.fixture(scope="package")
def place():
    """A freshly started house with demo data."""
    subprocess.run([PROJECT / "bin" / "setup", "--dev"], check=True)
    with House(demo=True) as house:
        environ = {**house.environ, "DATA_DIR": str(house.data_dir), "PYTHONPATH": str(PROJECT)}
        said = subprocess.run(
            [sys.executable, "-m", "tests.browser.sessions"], env=environ, cwd=PROJECT, check=True, capture_output=True
        )
        yield Place(house, **json.loads(said.stdout))


@pytest.fixture(scope="package")
def landmarks(place) -> dict[str, str | int]:
    environ = {**place.house.environ, "DATA_DIR": str(place.house.data_dir)}
    command = [sys.executable, "-m", "tests.browser.landmarks"]
    said = subprocess.run(command, cwd=PROJECT, env=environ, check=True, capture_output=True)
    return {"organisation": place.organisation, "team": place.team, **json.loads(said.stdout)}


@pytest.fixture(scope="package")
def chromium():
    """One browser for all; each person gets a profile of their own."""
    path = os.environ.get("CHROMIUM") or next((p for p in ("/usr/bin/chromium",) if Path(p).exists()), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@dataclass
class Browsers:
    """Opens pages of the house and keeps what went wrong in them."""

    place: Place
    chromium: Browser
    problems: list[str] = field(default_factory=list)
    contexts: list = field(default_factory=list)

    def __call__(self, who: str | None, path: str = "", *, width=1440, height=900, dark=False) -> Page:
        """A page that `who` (a demo person, None: nobody) sees; `path` begins below the team unless it has a slash."""
        phone = width < PHONE_BELOW
        context = self.chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            is_mobile=phone,
            base_url=self.place.url,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if who:
            cookie = {"name": SESSION_COOKIE, "value": self.place.sessions[who], "url": self.place.url}
            context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._note(page, said))
        page.goto(path if path.startswith("/") else self.place.team + path)
        return page

    def _note(self, page: Page, said) -> None:
        # A refused or unreachable request is the server's or the test's doing; everything else is a fault of ours.
        if said.type == "error" and "Failed to load resource" not in said.text and "ERR_INTERNET" not in said.text:
            self.problems.append(f"{page.url}: {said.text}")


@pytest.fixture
def page_for(place, chromium):
    """`page_for("maren", "board/", width=360, dark=True)`; afterwards no page may have had an error."""
    browsers = Browsers(place, chromium)
    yield browsers
    for context in browsers.contexts:
        context.close()
    assert browsers.problems == []


@pytest.fixture(scope="package")
def looked_at(place, chromium):
    """`looked_at("maren")`: a desk and a dark telephone of that person, which each page is then opened in.

    They are kept from page to page, as a person keeps a browser, so that each file of the look is fetched once.
    """
    browsers, open_pages = Browsers(place, chromium), {}

    def pages(who: str | None) -> tuple[Page, Page]:
        if who not in open_pages:
            open_pages[who] = browsers(who), browsers(who, width=360, height=800, dark=True)
        browsers.problems.clear()
        return open_pages[who]

    pages.problems = browsers.problems
    yield pages
    for context in browsers.contexts:
        context.close()


@pytest.fixture(scope="session")
def axe():
    """`axe(page)` lists what axe-core finds, by all or by the named rules, as "rule: selector"."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page, rules: list[str] | None = None) -> list[str]:
        page.evaluate(source)
        options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
        found = page.evaluate("async options => (await axe.run(document, options)).violations", options)
        return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]

    return check
