// Times of day in the zone of whoever reads them; the page has them in the team's.
const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
const PARTS = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

const inZone = (moment, timeZone) => new Intl.DateTimeFormat("en-GB", { ...PARTS, timeZone }).format(moment).replace(" at ", ", ");

function show(time) {
  const moment = new Date(time.dateTime);
  const [here, there] = [inZone(moment, mine), inZone(moment, time.dataset.zone)];
  if (here === there) return;
  time.textContent = `${here} your time`;
  time.title = `${there} in ${time.dataset.zone}`;
}

/** What a date and time field shows for a moment, in this browser's zone. */
function fieldValue(moment) {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

export function showLocalTimes() {
  if (!mine) return;
  document.querySelectorAll("time[data-local]").forEach(show);
  for (const field of document.querySelectorAll("[data-local-field]")) {
    if (field.value === field.defaultValue) field.value = field.defaultValue = fieldValue(new Date(field.dataset.localField));
    field.form.querySelector("[data-my-zone]").value = mine;
    field.form.querySelector("[data-my-zone-name]").textContent = mine;
  }
}
