"""What a newcomer does, page by page, with the words that the pages show."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, Response, expect

BACKLOG = """Key,Title,Type,Story Points,Persona,I want,So that
L-1,Silence a loose electrode,Story,5,Ward nurse,to silence one lead,the ward stays quiet
L-2,Print the day,Story,2,Ward nurse,a page per patient,
L-3,Night colours,Story,8,Ward nurse,dark screens at night,nobody is dazzled
"""
# Jira's export: its header repeats Sprint, and a story names every sprint that it was in.
JIRA_HEADER = "Summary,Issue key,Issue id,Issue Type,Status,Custom field (Story Points),Persona,I want,So that"
# Points of the stories that began and ended in one sprint, by sprint; below, who went on: points and sprints.
ENDED_AT_ONCE = {1: [3, 5, 2, 8], 2: [5, 5, 3, 1, 8], 3: [3, 3, 5, 8, 2], 4: [8, 5, 5, 3, 2, 1]}
WENT_ON = [(5, (1, 2)), (3, (2, 3)), (8, (2, 3, 4))]
# What velocity's table must say of each sprint: committed, carried over, completed.
SPRINTS = {1: (23, 5, 18), 2: (38, 11, 27), 3: (32, 8, 24), 4: (32, 0, 32)}


def jira_export() -> str:
    """The open stories of `BACKLOG` and those that four sprints finished."""
    at_once = [(points, (sprint,)) for sprint, sizes in ENDED_AT_ONCE.items() for points in sizes]
    lines = []
    for number, (points, way) in enumerate([*at_once, *WENT_ON], 1):
        names = [f"Lumen Sprint {sprint}" for sprint in way] + [""] * (3 - len(way))
        lines.append(f"Finished story {number},L-{100 + number},{number},Story,Done,{points},,,,{','.join(names)}")
    for line in BACKLOG.splitlines()[1:]:
        key, title, kind, points, *sentence = line.split(",")
        lines.append(f"{title},{key},9{key[2:]},{kind},To Do,{points},{','.join(sentence)},,,")
    return "\n".join([JIRA_HEADER + 3 * ",Sprint", *lines])


@dataclass
class Newcomer:
    """Somebody at `page` who knows nothing but what it says; `folder` is where their files are."""

    page: Page
    folder: Path

    def sees(self, words: str | re.Pattern) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", name=words, exact=True).first).to_be_visible()

    def opens(self, link: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=link).first.click()

    def goes_to(self, place: str) -> None:
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name=place, exact=True).click()

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=button).click()

    def fills(self, **fields: str) -> None:
        for label, text in fields.items():
            self.page.get_by_label(label.replace("_", " "), exact=True).fill(text)

    def signs_up(self, name: str, email: str) -> None:
        self.page.goto("/accounts/signup/")
        self.fills(**{"Your name": name, "E-mail": email, "Password": "nine quiet monitors"})
        self.presses("Create account")
        self.heading("Name your first team")

    def founds(self, organisation: str, team: str) -> None:
        self.fills(Organisation=organisation, Team_name=team)
        self.presses("Create the team")
        self.sees("Four steps and your first sprint can start.")

    def describes_persona(self, name: str) -> None:
        self.opens("Add personas")
        self.opens("Describe the first persona")
        self.fills(Name=name, In_one_line="Looks after twelve patients at night")
        self.presses("Add to the list")
        self.heading(name)

    def uploads(self, file_name: str, text: str, check: str, bring_in: str) -> None:
        """Through upload, columns and check, until the review says that all is in. What it is shows in its content."""
        file = self.folder / file_name
        file.write_text(text, encoding="utf-8")
        self.page.get_by_label("File", exact=True).set_input_files(file)
        self.presses("Upload and look at the columns")
        self.sees("Nothing is saved to the team yet.")
        self.presses(check)
        self.sees("This was a dry run: nothing has changed.")
        self.presses(bring_in)
        self.sees("Everything is in.")

    def writes_story(self, persona: str, goal: str, value: str, criterion: str, points: str) -> str:
        """In the editor beside the backlog; the new story's key."""
        self.page.get_by_role("banner").get_by_role("link", name="Add story").click()
        editor = self.page.get_by_role("region", name="Story editor")
        editor.get_by_role("radio", name=persona).check()
        editor.get_by_label("I want").fill(goal)
        editor.get_by_label("so that").fill(value)
        editor.get_by_role("textbox", name="Criterion 1").fill(criterion)
        editor.get_by_role("radio", name=points, exact=True).check()
        editor.get_by_role("button", name="Add to the backlog").click()
        expect(editor.get_by_role("button", name=re.compile("^Save "))).to_be_visible()
        return editor.locator("a.story-id").inner_text()

    def opens_story(self, title: str) -> None:
        self.goes_to("Backlog")
        self.page.get_by_role("link", name=title, exact=True).click()
        self.page.get_by_role("link", name="Open the story’s page").click()
        self.heading(title)

    def ticks(self, *lines: str) -> None:
        """Lines of checklists and criteria on the story's page."""
        for line in lines:
            tick(self.page, line)

    def chooses(self, title: str, *, chosen: bool = True) -> None:
        box = self.page.get_by_role("checkbox", name=title, exact=True)
        with self.page.expect_response(saved):
            box.click()  # the answer replaces the row, so `check()` would look at what is gone
        expect(box).to_be_checked(checked=chosen)


def saved(answer: Response) -> bool:
    """Whether this is the server's yes to a change."""
    return answer.request.method == "POST" and answer.ok


def tick(page: Page, line: str) -> None:
    """Ticks a line and waits until the server has it."""
    with page.expect_response(saved):
        page.get_by_role("checkbox", name=line).check()


def column(page: Page, name: str) -> Locator:
    """The list of cards below the column with this name."""
    return page.get_by_role("list", name=name, exact=True)


def move_card(page: Page, title: str, to: str) -> None:
    """By the card's own menu, as it works with mouse, keyboard and touch."""
    card = page.get_by_role("article").filter(has_text=title)
    card.hover()
    card.get_by_role("button").click()
    page.get_by_role("menuitem", name=f"Move to {to}", exact=True).click()
