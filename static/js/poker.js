// A poker room in the browser. Pages and frames come from the server; what is mine is put on top of them here.
import "./after.js";
import "./room/clock.js";
import "./poker/invite.js";
import { join } from "./poker/join.js";
import { listen } from "./poker/wire.js";

join().then(listen);
