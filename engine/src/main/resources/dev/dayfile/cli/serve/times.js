/** Times as they come (text, UTC, microseconds) and as people read them (in the market's zone). */

const QUARTER_MILLIS = 15 * 60 * 1000; // no zone changes its clock within a quarter of an hour
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Milliseconds since 1970 of a time as the server writes it; the microseconds are kept as a fraction. */
export function millisOf(ts) {
  return Date.parse(`${ts.slice(0, 23)}Z`) + Number(ts.slice(23, 26)) / 1000;
}

/** A time as the server reads it. */
export function textOf(millis) {
  return new Date(millis).toISOString();
}

function two(number) {
  return String(number).padStart(2, "0");
}

/** The market's clock. It asks the browser for the zone's offset once a quarter of an hour, since asking is slow. */
export class MarketTime {
  constructor(zone) {
    this.zone = zone;
    this.offsets = new Map();
    this.parts = new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", second: "numeric",
    });
  }

  /** A date whose UTC fields are those of the market's clock. */
  local(millis) {
    const quarter = Math.floor(millis / QUARTER_MILLIS);
    let offset = this.offsets.get(quarter);
    if (offset === undefined) {
      const start = quarter * QUARTER_MILLIS;
      const at = Object.fromEntries(this.parts.formatToParts(start).map(part => [part.type, Number(part.value)]));
      offset = Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) - start;
      this.offsets.set(quarter, offset);
    }
    return new Date(millis + offset);
  }

  /** A time that somebody wrote, in UTC; without an offset it means the market's clock. */
  instant(text) {
    if (/(Z|[+-]\d\d:?\d\d)$/i.test(text)) {
      return textOf(Date.parse(text));
    }
    const wall = Date.parse(`${text.includes("T") ? text : `${text}T00:00`}Z`);
    const guess = wall - (this.local(wall).getTime() - wall);
    return textOf(wall - (this.local(guess).getTime() - guess));
  }

  /** A number that is the same for all times of one date. */
  dayNumber(millis) {
    return Math.floor(this.local(millis).getTime() / 86_400_000);
  }

  minuteOfDay(millis) {
    const local = this.local(millis);
    return local.getUTCHours() * 60 + local.getUTCMinutes();
  }

  /** 09:30, or finer where it has to be. */
  time(millis) {
    const local = this.local(millis);
    const minutes = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
    const rest = local.getTime() % 60_000;
    if (rest === 0) {
      return minutes;
    }
    const seconds = Math.floor(rest / 1000);
    const fraction = (millis % 1000) / 1000;
    return `${minutes}:${two(seconds)}${fraction === 0 ? "" : fraction.toFixed(6).slice(1).replace(/0+$/, "")}`;
  }

  clock(millis) {
    const local = this.local(Math.floor(millis / 1000) * 1000);
    return `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
  }

  /** 22 Oct */
  day(millis) {
    const local = this.local(millis);
    return `${local.getUTCDate()} ${MONTHS[local.getUTCMonth()]}`;
  }

  /** Wed 22 Oct 2025 09:30 */
  full(millis) {
    const local = this.local(millis);
    return `${DAYS[local.getUTCDay()]} ${this.day(millis)} ${local.getUTCFullYear()} ${this.time(millis)}`;
  }
}
