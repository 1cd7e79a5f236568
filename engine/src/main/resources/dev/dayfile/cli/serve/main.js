import {Chart} from "./chart.js";
import {move} from "./gestures.js";
import {drawable} from "./objects.js";
import {fill, parts, showLegend, showState, showTip, showTrouble} from "./panel.js";
import {Series} from "./series.js";
import {Live, storeOverview, viewport} from "./store.js";
import {MarketTime, millisOf, textOf} from "./times.js";

const LOAD_CANDLES = 1_000;
const MOST_CANDLES = 20_000;
const LOAD_AHEAD = 200;
const EMPTY_LOOK_MILLIS = 2_000;
const NEW_SYMBOLS_MILLIS = 30_000;

/** What the address says, and what the page shows. */
const asked = {symbol: null, timeframe: null, objects: "own", asOf: null, candles: null, from: null, to: null};
let overview = {zone: "UTC", timeframes: []};
let time = new MarketTime("UTC");
let series = new Series();
let objects = new Map();
let live = null;
let position = null;
let loading = false;
let leftOut = "";
let remembering = null;

/** Grows with each window that is opened: an answer to an earlier question is nobody's any more. */
let generation = 0;

const chart = new Chart(parts.chart, {
  looked: () => {
    loadMore();
    rememberSoon();
  },
  drawn: candle => showLegend(`${asked.symbol} ${asked.timeframe}`, candle, time),
  pointed: (object, pointer) => showTip(object, pointer, time, chart),
  latest: goToLatest,
});
move(chart, parts.chart);

// ---- the address

function readAddress() {
  const address = new URLSearchParams(location.search);
  asked.symbol = address.get("symbol");
  asked.timeframe = address.get("timeframe");
  asked.objects = ["own", "all", "none"].includes(address.get("objects")) ? address.get("objects") : "own";
  asked.asOf = address.get("as_of");
  asked.candles = Math.min(MOST_CANDLES, Number.parseInt(address.get("candles"), 10) || 0) || null;
  asked.from = address.get("from");
  asked.to = address.get("to");
}

function rememberSoon() {
  clearTimeout(remembering);
  remembering = setTimeout(remember, 400);
}

/** The window goes into the address: as a number of candles where the last ones are followed, else by its bounds. */
function remember() {
  if (asked.symbol === null || series.size === 0) {
    return;
  }
  const address = new URLSearchParams({symbol: asked.symbol, timeframe: asked.timeframe});
  if (asked.objects !== "own") {
    address.set("objects", asked.objects);
  }
  if (asked.asOf !== null) {
    address.set("as_of", asked.asOf);
  }
  const {first, last} = chart.sight;
  if (chart.following) {
    address.set("candles", Math.max(1, last - first + 1));
  } else if (first <= last) {
    address.set("from", textOf(series.candles[first].millis));
    address.set("to", textOf(series.candles[last].millis));
  }
  history.replaceState(null, "", `?${address}`);
  document.title = `${asked.symbol} ${asked.timeframe} – Dayfile`;
}

// ---- loading

function objectTimeframes() {
  return asked.objects === "all" ? overview.timeframes.map(each => each.timeframe).join(",") : asked.timeframe;
}

function question() {
  return {symbol: asked.symbol, timeframe: asked.timeframe, object_timeframes: objectTimeframes()};
}

function step() {
  return (overview.timeframes.find(each => each.timeframe === asked.timeframe)?.seconds ?? 60) * 1000;
}

/** Shows the window that is asked for, from the beginning. */
async function open() {
  const mine = ++generation;
  live?.close();
  live = null;
  loading = true;
  leftOut = "";
  showChoices();
  try {
    const loaded = new Series();
    const wanted = asked.from !== null && asked.to !== null;
    const count = wanted ? 1 : Math.min(MOST_CANDLES, Math.max(LOAD_CANDLES, (asked.candles ?? 0) + LOAD_AHEAD));
    const latest = await viewport({...question(), as_of: asked.asOf, last: count});
    let window = latest.candles;
    if (wanted) {
      window = await around(asked.from, asked.to);
      loaded.atEnd = window.at(-1)?.ts === latest.candles.at(-1)?.ts;
    } else {
      loaded.complete = window.length < count;
    }
    if (mine !== generation) {
      return;
    }
    if (wanted && window.length === 0 && latest.candles.length > 0) {
      choose({}); // there is nothing so long ago
      return;
    }
    loaded.join(window);
    series = loaded;
    objects = new Map(latest.objects.map(object => [object.id, drawable(object)]));
    showObjects();
    if (wanted && series.size > 0) {
      const first = series.position(millisOf(isoText(asked.from)), step());
      const last = series.position(millisOf(isoText(asked.to)), step());
      chart.show(series, time, step(), Math.max(2, last - first + 1), last + 0.5);
    } else {
      chart.show(series, time, step(), asked.candles ?? undefined);
    }
    position = latest.position;
    showNothing();
    showTrouble(null);
    follow();
  } catch (failure) {
    if (mine === generation) {
      showTrouble(failure.message);
      setTimeout(() => mine === generation && open(), EMPTY_LOOK_MILLIS);
    }
  } finally {
    if (mine === generation) {
      loading = false;
      loadMore();
    }
  }
}

/** A time in the form in which candles have theirs, so that it can be compared with them. */
function isoText(text) {
  return `${time.instant(text).slice(0, 23)}000+00:00`;
}

/** The candles of a window and some on either side. */
async function around(from, to) {
  const {candles} = await viewport({...question(), as_of: asked.asOf, to, last: LOAD_CANDLES});
  const whole = candles.length === 0 || candles[0].ts <= isoText(from)
    ? candles
    : (await viewport({...question(), as_of: asked.asOf, from, to, last: MOST_CANDLES})).candles;
  return whole;
}

/** Loads earlier or later candles once the ones in sight come near to the edge of what is loaded. */
async function loadMore() {
  if (loading || series.size === 0) {
    return;
  }
  const {unclamped, last} = chart.sight;
  const earlier = !series.complete && unclamped < LOAD_AHEAD;
  const later = !series.atEnd && last > series.size - LOAD_AHEAD;
  if (!earlier && !later) {
    return;
  }
  const mine = generation;
  loading = true;
  try {
    if (earlier) {
      await loadEarlier(mine);
    } else {
      await loadLater(mine);
    }
  } catch (failure) {
    if (mine === generation) {
      showTrouble(failure.message);
      await new Promise(resolve => setTimeout(resolve, EMPTY_LOOK_MILLIS));
    }
  } finally {
    if (mine === generation) {
      loading = false;
      chart.redraw();
      setTimeout(loadMore);
    }
  }
}

async function loadEarlier(mine) {
  const count = Math.min(MOST_CANDLES, Math.max(LOAD_CANDLES, series.size));
  const {candles} = await viewport({...question(), as_of: asked.asOf, to: series.first.ts, last: count});
  if (mine === generation) {
    const {before} = series.join(candles);
    series.complete = before === 0;
    chart.came(before);
  }
}

/** Windows are asked for from their end, so a span is tried that has enough candles if the market is open. */
async function loadLater(mine) {
  const span = LOAD_CANDLES * step();
  for (let from = series.last.millis, to = from + span; mine === generation; to += 4 * (to - from)) {
    const {candles} = await viewport({
      ...question(), as_of: asked.asOf, from: series.last.ts, to: textOf(to), last: MOST_CANDLES,
    });
    if (mine !== generation) {
      return;
    }
    const {after} = series.join(candles);
    if (after > 0) {
      chart.came(0);
      return;
    }
    if (to > Date.now() + 4 * span) {
      series.atEnd = true; // from here on what is live is shown; what came meanwhile is asked for once more
      const latest = await viewport({...question(), as_of: asked.asOf, from: series.last.ts, last: MOST_CANDLES});
      if (mine === generation) {
        series.join(latest.candles);
        chart.came(0);
      }
      return;
    }
  }
}

// ---- what comes

function follow() {
  if (asked.asOf !== null) {
    showState("past", "not live");
    return;
  }
  if (document.hidden || live !== null) {
    return; // a page that nobody sees takes no connection, of which a browser has six for one server
  }
  showState("lost", "connecting …");
  live = new Live(question(), position, {
    changes: hear,
    state: ({engine, trouble}) => {
      showState(engine ? "live" : "idle", engine ? "live" : "no engine running");
      showTrouble(trouble ?? leftOut);
    },
    lost: () => showState("lost", "reconnecting …"),
    reset: open,
  });
}

function hear({candles, objects: changed, left_out: damaged}) {
  let before = 0;
  const inSight = chart.sight.last;
  for (const candle of candles) {
    const at = series.put(candle);
    before += at >= 0 && at <= inSight && !chart.following ? 1 : 0;
  }
  for (const object of changed) {
    if (object.status === "removed") {
      objects.delete(object.id);
    } else {
      objects.set(object.id, drawable(object));
    }
  }
  if (damaged.length > 0) {
    leftOut = `damaged, left out: ${damaged.join(", ")}`;
  }
  showObjects();
  chart.came(before);
  showNothing();
  parts.updated.textContent = `last update ${time.clock(Date.now())}`;
  parts.updated.title = `by this machine's clock, in ${overview.zone}`;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden && live !== null) {
    position = live.position;
    live.close();
    live = null;
  } else if (!document.hidden && asked.symbol !== null && !loading) {
    follow();
  }
});

// ---- what is shown

function showObjects() {
  chart.objects = asked.objects === "none" ? [] : [...objects.values()];
  chart.redraw();
}

function showNothing() {
  const empty = series.size === 0;
  parts.nothing.hidden = !empty;
  parts.nothing.textContent = !empty ? "" : asked.symbol === null
    ? "The store has no candles yet. They appear here as soon as the first ones are appended."
    : `No candles of ${asked.symbol} ${asked.timeframe}${asked.asOf === null ? " yet" : ` as of ${asked.asOf}`}.`;
}

function symbolsOf(timeframe) {
  return overview.timeframes.find(each => each.timeframe === timeframe)?.symbols ?? [];
}

function showChoices() {
  fill(parts.timeframe, overview.timeframes.map(each => each.timeframe), asked.timeframe);
  fill(parts.symbol, symbolsOf(asked.timeframe), asked.symbol);
  parts.objects.value = asked.objects;
  parts["as-of"].title = `Show what was known at this time of ${overview.zone}`;
  parts["as-of"].value = asked.asOf === null ? "" : asOfField();
  parts["forget-as-of"].hidden = asked.asOf === null;
}

// ---- what is chosen

function choose(change) {
  Object.assign(asked, {from: null, to: null, candles: null}, change);
  open();
}

function goToLatest() {
  if (series.atEnd) {
    chart.goToLatest();
  } else {
    choose({});
  }
}

/** The window in sight stays where it is, as far as the other symbol or timeframe has it. */
function sameWindow() {
  const {first, last} = chart.sight;
  return chart.following || series.size === 0
    ? {candles: Math.max(1, last - first + 1)}
    : {from: textOf(series.candles[first].millis), to: textOf(series.candles[last].millis)};
}

function asOfField() {
  return new Date(time.local(Date.parse(time.instant(asked.asOf)))).toISOString().slice(0, 19);
}

parts.symbol.addEventListener("change", () => choose({symbol: parts.symbol.value, ...sameWindow()}));
parts.timeframe.addEventListener("change", () => {
  const symbols = symbolsOf(parts.timeframe.value);
  const window = chart.following ? {} : sameWindow();
  choose({
    timeframe: parts.timeframe.value,
    symbol: symbols.includes(asked.symbol) ? asked.symbol : symbols[0] ?? asked.symbol,
    ...window,
  });
});
parts.objects.addEventListener("change", () => choose({objects: parts.objects.value, ...sameWindow()}));
parts["as-of"].addEventListener("change", () => choose({asOf: parts["as-of"].value || null}));
parts["forget-as-of"].addEventListener("click", () => choose({asOf: null}));
parts.latest.addEventListener("click", goToLatest);
addEventListener("popstate", () => {
  readAddress();
  start();
});

// ---- the beginning

/** Opens what the address names, or the first that there is; a store without candles is looked at until it has some. */
async function start() {
  try {
    overview = await storeOverview();
    time = new MarketTime(overview.zone);
    showTrouble(null);
  } catch (failure) {
    showState("lost", "no answer");
    showTrouble(failure.message);
    setTimeout(start, EMPTY_LOOK_MILLIS);
    return;
  }
  const first = overview.timeframes[0];
  asked.timeframe ??= first?.timeframe ?? null;
  asked.symbol ??= symbolsOf(asked.timeframe)[0] ?? null;
  showChoices();
  if (asked.symbol === null || asked.timeframe === null) {
    asked.timeframe = null;
    showState(overview.engine ? "live" : "idle", overview.engine ? "live" : "no engine running");
    showNothing();
    setTimeout(start, EMPTY_LOOK_MILLIS);
    return;
  }
  open();
}

/** Symbols that are new come into the list without anything else being touched. */
async function lookForSymbols() {
  try {
    if (!document.hidden && asked.symbol !== null) {
      overview = await storeOverview();
      showChoices();
    }
  } catch {
    // The connection that is live says so already.
  }
}

setInterval(lookForSymbols, NEW_SYMBOLS_MILLIS);
readAddress();
start();
