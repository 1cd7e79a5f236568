import {millisOf} from "./times.js";

/**
 * Candles ascending by time, each time once, the greatest sequence winning: whatever order they come in, be they told
 * twice, late or corrected, the same candles stand here in the end.
 */
export class Series {
  constructor() {
    this.candles = [];
    /** Whether nothing earlier, or later, is in the store than what stands here. */
    this.complete = false;
    this.atEnd = true;
  }

  get size() {
    return this.candles.length;
  }

  get first() {
    return this.candles[0];
  }

  get last() {
    return this.candles[this.candles.length - 1];
  }

  /** Where the first candle stands that is not before a time given as text: texts of one width compare as times do. */
  indexOf(ts) {
    let low = 0;
    let high = this.candles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.candles[middle].ts < ts) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Takes a candle in, unless it lies beyond what is loaded on that side.
   * @returns where it was inserted; -1 when nothing moved
   */
  put(candle) {
    if (this.size > 0) {
      const beyond = candle.ts < this.first.ts ? !this.complete : candle.ts > this.last.ts && !this.atEnd;
      if (beyond) {
        return -1;
      }
    }
    const at = this.indexOf(candle.ts);
    const standing = this.candles[at];
    if (standing?.ts === candle.ts) {
      if (candle.seq > standing.seq) {
        this.candles[at] = withMillis(candle);
      }
      return -1;
    }
    this.candles.splice(at, 0, withMillis(candle));
    return at;
  }

  /**
   * Takes a loaded window in, which touches or overlaps what is here.
   * @returns how many candles are new before the first one, and after the last one
   */
  join(window) {
    if (this.size === 0) {
      this.candles = window.map(withMillis);
      return {before: 0, after: this.size};
    }
    const before = window.filter(candle => candle.ts < this.first.ts).map(withMillis);
    const after = window.filter(candle => candle.ts > this.last.ts).map(withMillis);
    const within = window.filter(candle => candle.ts >= this.first.ts && candle.ts <= this.last.ts);
    within.forEach(candle => this.put(candle));
    this.candles = before.concat(this.candles, after);
    return {before: before.length, after: after.length};
  }

  /** The place of a time among the candles, which may lie between two of them or beyond them. */
  position(millis, step) {
    const {candles} = this;
    if (candles.length === 0) {
      return 0;
    }
    if (millis <= this.first.millis) {
      return (millis - this.first.millis) / step;
    }
    if (millis >= this.last.millis) {
      return candles.length - 1 + (millis - this.last.millis) / step;
    }
    let low = 0;
    let high = candles.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (candles[middle].millis <= millis) {
        low = middle;
      } else {
        high = middle;
      }
    }
    // A night between two candles has no width: what lies in it stands at its end, or a candle's span after its start.
    const span = Math.min(step, candles[high].millis - candles[low].millis);
    return low + Math.min(1, (millis - candles[low].millis) / span);
  }
}

function withMillis(candle) {
  return {...candle, millis: millisOf(candle.ts)};
}
