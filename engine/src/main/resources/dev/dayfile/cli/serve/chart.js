import {drawLabels, drawShapes, objectAt, priceText} from "./objects.js";
import {Series} from "./series.js";

const PRICE_AXIS_PIXELS = 72;
const TIME_AXIS_PIXELS = 26;
const VOLUME_SHARE = 0.17;
const TIME_LABEL_PIXELS = 74;
const PRICE_LABEL_PIXELS = 44;
const LEGEND_PIXELS = 34;
const ROUND_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 240, 1440];
const WIDEST_CANDLE_PIXELS = 60;
const MOST_IN_SIGHT = 20_000;
const FIRST_IN_SIGHT = 150;
const RIGHT_GAP_PIXELS = 36;
const SLIVER = 0.1;
const MOST_EMPTY = 0.6;
const LABELS_FROM_PIXELS = 1.5; // of a candle: of months at once names would hide everything
const COLORS = ["ground", "line", "grid", "text", "quiet", "up", "down", "zone", "level", "marker", "flag", "other", "plate"];

/**
 * Candles over volume on a canvas. The horizontal axis counts candles, so nights and weekends take no room. What is in
 * sight is said by two numbers: how many pixels a candle has, and which place among the candles is at the right edge.
 */
export class Chart {
  constructor(canvas, listener) {
    this.canvas = canvas;
    this.listener = listener;
    this.context = canvas.getContext("2d");
    this.series = new Series();
    this.objects = [];
    this.inSight = [];
    this.stepMillis = 60_000;
    this.pointer = null;
    this.candlePixels = 8;
    this.right = 0;
    this.following = true;
    this.readColors();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.readColors());
    new ResizeObserver(() => this.resize()).observe(canvas);
    this.resize();
  }

  readColors() {
    const style = getComputedStyle(document.documentElement);
    this.colors = Object.fromEntries(COLORS.map(name => [name, style.getPropertyValue(`--${name}`).trim()]));
    this.redraw();
  }

  resize() {
    const ratio = devicePixelRatio || 1;
    const {clientWidth, clientHeight} = this.canvas;
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    this.ratio = ratio;
    this.width = Math.max(50, clientWidth - PRICE_AXIS_PIXELS);
    this.bottom = Math.max(50, clientHeight - TIME_AXIS_PIXELS);
    this.height = this.bottom * (1 - VOLUME_SHARE);
    this.look(this.right);
  }

  /** Shows other candles, the last ones in sight or those of a window that the address named. */
  show(series, time, stepMillis, inSight = FIRST_IN_SIGHT, right = null) {
    this.series = series;
    this.time = time;
    this.stepMillis = stepMillis;
    this.candlePixels = this.clampedPixels((this.width - (right === null ? RIGHT_GAP_PIXELS : 0)) / inSight);
    this.following = right === null;
    this.look(right ?? this.latestRight());
  }

  clampedPixels(pixels) {
    return Math.min(WIDEST_CANDLE_PIXELS, Math.max(this.width / MOST_IN_SIGHT, pixels));
  }

  latestRight() {
    return this.series.size - 0.5 + RIGHT_GAP_PIXELS / this.candlePixels;
  }

  goToLatest() {
    this.following = true;
    this.look(this.latestRight());
  }

  /** Candles came: before the ones in sight, which then keep their place, or behind the last, which is followed. */
  came(before, anything = true) {
    this.right += before;
    if (this.following) {
      this.right = this.latestRight();
    }
    if (anything) {
      this.look(this.right);
    }
  }

  scroll(pixels) {
    this.look(this.right + pixels / this.candlePixels);
    this.following = this.series.atEnd && this.right >= this.series.size - 0.5;
  }

  /** @param x stays where it is */
  zoom(factor, x = this.width) {
    const anchor = this.following ? this.width : x;
    const place = this.right - (this.width - anchor) / this.candlePixels;
    const following = this.following;
    this.candlePixels = this.clampedPixels(this.candlePixels * factor);
    this.look(following ? this.latestRight() : place + (this.width - anchor) / this.candlePixels);
    this.following = following;
  }

  look(right) {
    const wide = this.width / this.candlePixels;
    const least = Math.min(this.series.size, wide * (1 - MOST_EMPTY)) - 0.5; // some candles always stay in sight
    const most = this.series.size - 0.5 + wide * MOST_EMPTY;
    this.right = Math.max(least, Math.min(most, right));
    this.redraw();
    this.listener.looked?.();
  }

  /** The first and the last candle in sight; a sliver of one does not count. */
  get sight() {
    const first = Math.ceil(this.right - this.width / this.candlePixels - 0.5 + SLIVER);
    const last = Math.floor(this.right + 0.5 - SLIVER);
    return {first: Math.max(0, first), last: Math.min(this.series.size - 1, last), unclamped: first};
  }

  x(place) {
    return this.width - (this.right - place) * this.candlePixels;
  }

  y(price) {
    return LEGEND_PIXELS + ((this.highest - price) / (this.highest - this.lowest)) * (this.height - LEGEND_PIXELS - 8);
  }

  priceAt(y) {
    return this.highest - ((y - LEGEND_PIXELS) / (this.height - LEGEND_PIXELS - 8)) * (this.highest - this.lowest);
  }

  position(millis) {
    return this.series.position(millis, this.stepMillis);
  }

  /** The candle under the pointer, or the last one in sight. */
  get pointed() {
    if (this.pointer === null || this.pointer.x > this.width) {
      return this.series.candles[this.sight.last];
    }
    const place = Math.round(this.right - (this.width - this.pointer.x) / this.candlePixels);
    return this.series.candles[Math.max(0, Math.min(this.series.size - 1, place))];
  }

  point(pointer) {
    this.pointer = pointer;
    this.redraw();
    const within = pointer !== null && pointer.x <= this.width && pointer.y <= this.height;
    this.listener.pointed?.(within ? objectAt(this.inSight, pointer.x, pointer.y) : undefined, pointer);
  }

  redraw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    const {context, colors} = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.fillStyle = colors.ground;
    context.fillRect(0, 0, this.canvas.clientWidth, this.canvas.clientHeight);
    this.listener.drawn?.(this.pointed);
    this.inSight = [];
    if (this.series.size === 0) {
      return;
    }
    context.font = "11px system-ui, sans-serif";
    context.lineWidth = 1;
    const {first, last} = this.sight;
    this.scale(first, last);
    const prices = this.priceTicks();
    this.drawGrid(prices, first, last);
    context.save();
    context.beginPath();
    context.rect(0, 0, this.width, this.height);
    context.clip();
    this.inSight = drawShapes(context, this, this.objects, colors);
    context.restore();
    this.drawCandles(first, last);
    if (this.candlePixels >= LABELS_FROM_PIXELS) {
      drawLabels(context, this, this.inSight, colors);
    }
    this.drawPriceAxis(prices);
    this.drawCrosshair();
  }

  /** Prices from the lowest to the highest in sight, with some air. */
  scale(first, last) {
    let lowest = Infinity;
    let highest = -Infinity;
    let most = 0;
    for (let i = first; i <= last; i++) {
      const candle = this.series.candles[i];
      lowest = Math.min(lowest, candle.low, candle.open, candle.close);
      highest = Math.max(highest, candle.high, candle.open, candle.close);
      most = Math.max(most, candle.volume ?? 0);
    }
    if (lowest > highest) {
      lowest = highest = this.series.last.close;
    }
    const air = (highest - lowest) * 0.06 || Math.abs(highest) * 0.01 || 1;
    this.lowest = lowest - air;
    this.highest = highest + air;
    this.mostVolume = most;
  }

  priceTicks() {
    const rough = ((this.highest - this.lowest) * PRICE_LABEL_PIXELS) / this.height;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 2.5, 5, 10].find(factor => factor * power >= rough);
    const decimals = Math.max(2, Math.min(8, Math.ceil(-Math.log10(step)) + (step / power === 2.5 ? 1 : 0)));
    const ticks = [];
    for (let n = Math.ceil(this.lowest / step); n * step <= this.highest; n++) {
      ticks.push({price: n * step, text: (n * step).toFixed(decimals)});
    }
    return ticks;
  }

  drawGrid(prices, first, last) {
    const {context, colors} = this;
    context.strokeStyle = colors.grid;
    context.beginPath();
    for (const {price} of prices) {
      const y = Math.round(this.y(price)) + 0.5;
      context.moveTo(0, y);
      context.lineTo(this.width, y);
    }
    context.stroke();
    context.textAlign = "center";
    context.textBaseline = "middle";
    let free = -Infinity;
    for (const {place, text, newDay} of this.timeTicks(first, last)) {
      const x = Math.round(this.x(newDay ? place - 0.5 : place)) + 0.5;
      context.strokeStyle = newDay ? colors.line : colors.grid;
      context.beginPath();
      context.moveTo(x, 0);
      context.lineTo(x, this.bottom);
      context.stroke();
      const width = context.measureText(text).width;
      const middle = Math.max(x, width / 2 + 2);
      if (middle - width / 2 > free && middle + width / 2 < this.width + 30) {
        context.fillStyle = newDay ? colors.text : colors.quiet;
        context.fillText(text, middle, this.bottom + TIME_AXIS_PIXELS / 2);
        free = middle + width / 2 + 12;
      }
    }
    context.strokeStyle = colors.line;
    context.strokeRect(-1, -1, this.width + 1.5, this.bottom + 1.5);
    context.beginPath();
    context.moveTo(0, Math.round(this.height) + 0.5);
    context.lineTo(this.width, Math.round(this.height) + 0.5);
    context.stroke();
    context.fillStyle = colors.quiet;
    context.textAlign = "left";
    context.fillText("volume", 8, this.height + 10);
  }

  /** Where a day begins, and round times between, as close as their labels allow. */
  timeTicks(first, last) {
    const minutesACandle = this.stepMillis / 60_000;
    const round = ROUND_MINUTES.find(minutes => (minutes / minutesACandle) * this.candlePixels >= TIME_LABEL_PIXELS) ?? 1440;
    const ticks = [];
    let dayPixels = -Infinity;
    for (let i = first; i <= last; i++) {
      const now = this.series.candles[i].millis;
      const before = this.series.candles[i - 1]?.millis;
      if (before === undefined || this.time.dayNumber(now) !== this.time.dayNumber(before)) {
        const x = this.x(i);
        if (x - dayPixels >= TIME_LABEL_PIXELS * 0.7) {
          ticks.push({place: i, text: this.time.day(now), newDay: true});
          dayPixels = x;
        }
      } else if (round < 1440
        && Math.floor(this.time.minuteOfDay(now) / round) !== Math.floor(this.time.minuteOfDay(before) / round)) {
        ticks.push({place: i, text: this.time.time(Math.floor(now / 60_000) * 60_000), newDay: false});
      }
    }
    const days = ticks.filter(tick => tick.newDay).map(tick => this.x(tick.place));
    const isFree = tick => tick.newDay || days.every(x => Math.abs(x - this.x(tick.place)) > TIME_LABEL_PIXELS * 0.6);
    return ticks.filter(isFree);
  }

  drawCandles(first, last) {
    const {context, colors} = this;
    const body = Math.max(1, Math.floor(this.candlePixels * 0.72));
    const volumeHeight = this.bottom - this.height - 4;
    for (let i = first; i <= last; i++) {
      const candle = this.series.candles[i];
      const x = this.x(i);
      context.fillStyle = candle.close >= candle.open ? colors.up : colors.down;
      const high = this.y(Math.max(candle.high, candle.open, candle.close));
      const low = this.y(Math.min(candle.low, candle.open, candle.close));
      context.fillRect(Math.round(x - 0.5), high, 1, Math.max(1, low - high));
      if (body >= 2) {
        const top = this.y(Math.max(candle.open, candle.close));
        const foot = this.y(Math.min(candle.open, candle.close));
        context.fillRect(Math.round(x - body / 2), top, body, Math.max(1, foot - top));
      }
      if (candle.volume !== null && this.mostVolume > 0) {
        const tall = (candle.volume / this.mostVolume) * volumeHeight;
        context.globalAlpha = 0.55;
        context.fillRect(Math.round(x - body / 2), this.bottom - tall, body, tall);
        context.globalAlpha = 1;
      }
    }
    context.fillStyle = colors.ground; // a candle at the right edge ends there
    context.fillRect(this.width + 1, 0, PRICE_AXIS_PIXELS, this.bottom + TIME_AXIS_PIXELS);
  }

  drawPriceAxis(prices) {
    const {context, colors} = this;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillStyle = colors.quiet;
    for (const {price, text} of prices) {
      context.fillText(text, this.width + 8, this.y(price));
    }
    if (this.series.atEnd) {
      const {close, open} = this.series.last;
      const y = this.y(close);
      if (y > 0 && y < this.height) {
        context.strokeStyle = close >= open ? colors.up : colors.down;
        context.setLineDash([2, 3]);
        context.beginPath();
        context.moveTo(0, Math.round(y) + 0.5);
        context.lineTo(this.width, Math.round(y) + 0.5);
        context.stroke();
        context.setLineDash([]);
        this.plate(priceText(close), y, context.strokeStyle, colors.ground);
      }
    }
  }

  /** A price on its axis, on a ground of its own. */
  plate(text, y, ground, ink) {
    const {context} = this;
    context.fillStyle = ground;
    context.fillRect(this.width + 1, y - 9, PRICE_AXIS_PIXELS - 1, 18);
    context.fillStyle = ink;
    context.textAlign = "left";
    context.fillText(text, this.width + 8, y);
  }

  drawCrosshair() {
    const {context, colors, pointer} = this;
    if (pointer === null || pointer.x > this.width || pointer.y > this.bottom) {
      return;
    }
    const candle = this.pointed;
    const x = Math.round(this.x(this.series.indexOf(candle.ts))) + 0.5;
    context.strokeStyle = colors.quiet;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, this.bottom);
    if (pointer.y < this.height) {
      context.moveTo(0, Math.round(pointer.y) + 0.5);
      context.lineTo(this.width, Math.round(pointer.y) + 0.5);
    }
    context.stroke();
    context.setLineDash([]);
    if (pointer.y < this.height) {
      this.plate(this.priceAt(pointer.y).toFixed(2), pointer.y, colors.text, colors.ground);
    }
    const text = this.time.full(candle.millis);
    const width = context.measureText(text).width + 12;
    const left = Math.max(0, Math.min(this.width - width, x - width / 2));
    context.fillStyle = colors.text;
    context.fillRect(left, this.bottom + 3, width, 20);
    context.fillStyle = colors.ground;
    context.textAlign = "left";
    context.fillText(text, left + 6, this.bottom + 13.5);
  }
}
