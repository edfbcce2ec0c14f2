// The sprint board. Its parts stand in board/; this puts them together.
import "./board/actions.js";
import { showWork } from "./board/tabs.js";
import { listen, start } from "./board/wire.js";

start();
showWork();
listen();
