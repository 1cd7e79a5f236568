import {longText, priceText} from "./objects.js";

/** What stands around the chart. Whatever comes from the store is set as text, never as HTML. */

/** The page's elements by their ids. */
export const parts = Object.fromEntries([...document.querySelectorAll("[id]")].map(element => [element.id, element]));

export function showState(kind, text) {
  parts.state.className = `state ${kind}`;
  parts.state.textContent = text;
}

export function showTrouble(text) {
  parts.trouble.hidden = !text;
  parts.trouble.textContent = text ?? "";
}

/** Offers these values, and one that is chosen though it is not among them. */
export function fill(select, values, chosen) {
  const all = chosen === null || values.includes(chosen) ? values : [...values, chosen];
  if ([...select.options].map(each => each.value).join("\n") !== all.join("\n")) {
    select.replaceChildren(...all.map(option));
  }
  select.value = chosen ?? "";
}

function option(value) {
  const element = document.createElement("option");
  element.value = value;
  element.textContent = value;
  return element;
}

/** A candle in numbers, and the zone of its time. */
export function showLegend(title, candle, time) {
  if (candle === undefined) {
    parts.legend.replaceChildren();
    return;
  }
  const name = document.createElement("b");
  name.textContent = title;
  const when = document.createElement("span");
  when.textContent = `${time.full(candle.millis)} ${time.zone}`;
  const kind = candle.close >= candle.open ? "up" : "down";
  const prices = [["O", candle.open], ["H", candle.high], ["L", candle.low], ["C", candle.close]]
    .map(([label, price]) => field(label, priceText(price), kind));
  const volume = field("V", candle.volume === null ? "–" : candle.volume.toLocaleString("en-US"), "");
  parts.legend.replaceChildren(name, when, ...prices, volume);
}

function field(name, value, kind) {
  const element = document.createElement("span");
  const label = document.createElement("i");
  label.textContent = name;
  element.append(label, value);
  element.className = kind;
  return element;
}

/** Tells of the object under the pointer, beside it; of none, nothing. */
export function showTip(object, pointer, time, chart) {
  const {tip} = parts;
  tip.hidden = object === undefined;
  if (object !== undefined) {
    tip.textContent = longText(object, time);
    const beside = pointer.x + 16 + tip.offsetWidth < chart.width ? pointer.x + 16 : pointer.x - tip.offsetWidth - 16;
    tip.style.left = `${Math.max(0, beside)}px`;
    tip.style.top = `${Math.min(pointer.y + 16, chart.bottom - tip.offsetHeight)}px`;
  }
}
