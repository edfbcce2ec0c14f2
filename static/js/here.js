// Who else has this story open: small avatars, told by the wire and forgotten when a process falls silent.
const FORGET = 40_000; // ms after which a process that fell silent is no longer believed
const TONES = 8; // as core/templatetags/truepace.py
const MOST = 4; // avatars that are shown

const initials = (name) => {
  const words = name.split(/\s+/).filter(Boolean);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? "?").slice(0, 2)).toUpperCase();
};

function avatar({ id, name }) {
  const mark = document.createElement("span");
  mark.className = `avatar tone-${(Number(id) % TONES) + 1} small-avatar here`;
  mark.title = name;
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", `${name} has this story open`);
  mark.textContent = initials(name);
  return mark;
}

/** Shows in every [data-here] whom the frames of kind “here” tell of, oneself left out. */
export function hereList() {
  const known = new Map(); // process: {names, at}
  return function tell({ from, names }) {
    const now = Date.now();
    known.set(from, { names, at: now });
    for (const [process, { at }] of known) if (now - at > FORGET) known.delete(process);
    const told = [...new Set([...known.values()].flatMap((one) => one.names))].map((text) => {
      const cut = text.indexOf(" ");
      return { id: text.slice(0, cut), name: text.slice(cut + 1) };
    });
    const others = told.filter(({ id }) => id !== document.body.dataset.person);
    for (const place of document.querySelectorAll("[data-here]")) {
      place.replaceChildren(...others.slice(0, MOST).map(avatar));
      if (others.length > MOST) place.append(Object.assign(document.createElement("span"), { className: "small muted", textContent: `+${others.length - MOST}` }));
    }
  };
}
