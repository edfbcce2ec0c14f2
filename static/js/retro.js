// A retrospective in the browser: what is mine is marked here, because nobody else knows it.
import "./retro/cards.js";
import "./retro/dots.js";
import "./retro/moves.js";
import "./retro/questions.js";
