// How much may move: nothing, for who asked their system for less.
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Milliseconds in which rows and cards make room for what is dragged. */
export const makeRoom = () => (still.matches ? 0 : 150);
