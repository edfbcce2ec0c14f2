// Menus are popovers: the browser opens and closes them, this places them and gives them arrow keys.
const anchors = new WeakMap();
const itemsOf = (menu) =>
  [...menu.querySelectorAll('[role^="menuitem"]')].filter((item) => !item.disabled && !item.hidden);
const anchorOf = (menu) => anchors.get(menu) ?? document.querySelector(`[popovertarget="${menu.id}"]`);

/** Opens a `.menu[popover]` at any element, such as one menu shared by all cards. */
export function openMenu(menu, anchor) {
  anchors.set(menu, anchor);
  menu.showPopover();
}

function place(menu, anchor) {
  const gap = 4;
  const [at, size] = [anchor.getBoundingClientRect(), menu.getBoundingClientRect()];
  const below = at.bottom + gap + size.height <= innerHeight;
  const left = Math.min(at.left, innerWidth - size.width - gap);
  menu.style.left = `${Math.max(gap, left)}px`;
  menu.style.top = `${Math.max(gap, below ? at.bottom + gap : at.top - size.height - gap)}px`;
}

function step(items, key) {
  const here = items.indexOf(document.activeElement);
  const last = items.length - 1;
  if (key === "Home") return items[0];
  if (key === "End") return items[last];
  if (key === "ArrowDown") return items[here === last ? 0 : here + 1];
  if (key === "ArrowUp") return items[here <= 0 ? last : here - 1];
  const starts = (item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase());
  return key.length === 1 ? [...items.slice(here + 1), ...items].find(starts) : undefined;
}

document.addEventListener(
  "toggle",
  ({ target, newState }) => {
    if (newState !== "open" || !target.matches(".menu[popover]")) return;
    const anchor = anchorOf(target);
    if (anchor) place(target, anchor);
    itemsOf(target)[0]?.focus();
  },
  true,
);

document.addEventListener(
  "keydown",
  (event) => {
    const menu = event.target.closest?.(".menu:popover-open");
    if (!menu || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Tab") return menu.hidePopover();
    const next = step(itemsOf(menu), event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  },
  true,
);

document.addEventListener("click", ({ target }) => {
  const item = target.closest('.menu:popover-open [role="menuitem"]');
  // Later: closing takes the focus away, and htmx forgets the pressed button of a form without it.
  if (item) setTimeout(() => item.closest(".menu").hidePopover());
});
