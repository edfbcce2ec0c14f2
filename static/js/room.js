// A room with phases in the browser. The server decides what it shows; what is mine is put on top of it here.
import "./after.js";
import "./room/going.js";
import { sitDown } from "./room/seat.js";
import { listen } from "./room/wire.js";

sitDown().then(listen);
