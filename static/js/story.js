// The story page: brings itself up to date when somebody else changes the story. Typed text stays (hx-preserve).
import "./after.js";
import { bind } from "./keys.js";
import { hereList } from "./here.js";
import { subscribe } from "./live.js";

const CALM = 300; // ms without news before the page is fetched again
const story = () => document.getElementById("story");
let timer;

async function refetch() {
  const here = story();
  await window.htmx.ajax("GET", here.getAttribute("hx-get"), { source: here, target: here, swap: "outerHTML" });
}

function refetchSoon() {
  clearTimeout(timer);
  timer = setTimeout(refetch, CALM);
}

function hear({ payload }) {
  if (String(payload.story) === story().dataset.story) refetchSoon();
}

const tellHere = hereList();

function hearTalk({ kind, payload }) {
  if (kind === "here") tellHere(payload);
  else refetchSoon();
}

const press = (selector) => document.querySelector(selector).click();
if (document.getElementById("story-menu")) {
  bind({
    b: ["Mark as blocked", () => press('[data-dialog="impediment-dialog"]')],
    c: ["New story", () => press("[data-new-story]")],
  });
}

// What the team's backlog says about this story, and what is said on the story alone.
const { topic, version, talkTopic, talkVersion } = story().dataset;
subscribe(topic, { version, onFrame: hear, refetch: () => refetch().then(() => story().dataset.version) });
subscribe(talkTopic, { version: talkVersion, onFrame: hearTalk, refetch: () => refetch().then(() => story().dataset.talkVersion) });
