// Charts: draws Plotly figures in the page's own colours, and again when the theme changes.
// A figure names design tokens (core/charts.py); Plotly is fetched when a chart comes near the screen.

const CONFIG = { displayModeBar: false, responsive: true, doubleClick: false, showTips: false };
const TOKEN = /var\(--[\w-]+\)/g;
const NARROW = matchMedia("(max-width: 759px)");
const LOOKS = [NARROW, matchMedia("(prefers-contrast: more)"), matchMedia("(forced-colors: active)")];
const begun = new WeakSet();
const drawn = new Map();
let library;

function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(`${address} did not load`));
    document.head.append(script);
  });
  return library;
}

// Plotly knows neither oklch nor light-dark, so one painted pixel tells what the browser makes of a token.
function painter() {
  const probe = document.body.appendChild(document.createElement("span"));
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  probe.style.forcedColorAdjust = "none";
  const paint = (token) => {
    probe.style.color = token;
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = getComputedStyle(probe).color;
    brush.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
    return `rgba(${red},${green},${blue},${alpha / 255})`;
  };
  return {
    colour: (token) => known.get(token) ?? known.set(token, paint(token)).get(token),
    done: () => probe.remove(),
  };
}

function coloured(text) {
  const { colour, done } = painter();
  const figure = JSON.parse(text.replace(TOKEN, colour));
  done();
  return figure;
}

async function figureOf(host) {
  const { figure, figureUrl } = host.dataset;
  if (figure) return document.getElementById(figure).textContent;
  const answer = await fetch(figureUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${figureUrl} answered ${answer.status}`);
  return answer.text();
}

// On phones `layout.meta.narrow` replaces margins, and annotations named "only-wide" give their place to the bars.
function fitted(layout) {
  if (!NARROW.matches || !layout.meta?.narrow) return layout;
  const annotations = layout.annotations.filter(({ name }) => name !== "only-wide");
  return { ...layout, annotations, margin: { ...layout.margin, ...layout.meta.narrow } };
}

async function paint(host) {
  const plotly = await load(host.dataset.plotly);
  const { data, layout } = coloured(drawn.get(host));
  await plotly.react(host, data, fitted(layout), CONFIG);
}

function follow({ points }) {
  const link = points.map((point) => point.data.meta?.links?.[point.pointNumber]).find(Boolean);
  if (link) location.assign(link);
}

async function draw(host) {
  try {
    drawn.set(host, await figureOf(host));
    await document.fonts.ready;
    await paint(host);
    host.on("plotly_click", follow);
    host.toggleAttribute("data-links", host.data.some((trace) => trace.meta?.links?.length));
    const scroller = host.closest("[data-show-end]");
    if (scroller) scroller.scrollLeft = scroller.scrollWidth;
  } catch (problem) {
    drawn.delete(host);
    host.textContent = "The chart could not be drawn. The table below has every number.";
    console.error(problem);
  }
  host.removeAttribute("aria-busy");
}

function redraw() {
  for (const host of drawn.keys()) host.isConnected ? paint(host) : drawn.delete(host);
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting || begun.has(target)) continue;
      begun.add(target);
      near.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: "300px" },
);

function watch(part) {
  for (const host of part.querySelectorAll("[data-chart]")) near.observe(host);
}

watch(document);
document.addEventListener("htmx:load", ({ target }) => watch(target));
document.addEventListener("themechange", redraw);
for (const look of LOOKS) look.addEventListener("change", redraw);
