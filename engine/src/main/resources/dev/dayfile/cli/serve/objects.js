import {millisOf} from "./times.js";

/** Chart objects: zones as boxes, levels as lines, markers and flags; whatever else there is by the prices that it has. */

const KINDS = ["zone", "level", "marker", "flag"];
const MARKER_PIXELS = 10;
const POLE_PIXELS = 20;
const PENNANT_PIXELS = 11;
const NEAR_PIXELS = 5;
const LABEL_HEIGHT = 15;

/** An object as the server tells of it, made ready to be drawn again and again. */
export function drawable(object) {
  const one = object.y ?? object.top ?? object.bottom;
  const other = object.y ?? object.bottom ?? object.top;
  return {
    ...object,
    kind: KINDS.includes(object.type) ? object.type : "other",
    high: one === null ? null : Math.max(one, other),
    low: one === null ? null : Math.min(one, other),
    start: object.t_start === null ? null : millisOf(object.t_start),
    end: object.t_end === null ? null : millisOf(object.t_end),
  };
}

export function priceText(price) {
  const text = String(price);
  const decimals = text.includes(".") && !text.includes("e") ? text.length - text.indexOf(".") - 1 : 0;
  return decimals < 2 ? price.toFixed(2) : text;
}

/** What it covers in pixels, without a height for a price and without a width for an instant; null when out of sight. */
function boxOf(object, frame) {
  if (object.high === null) {
    return null;
  }
  const instant = object.start !== null && object.start === object.end;
  const shift = instant ? 0 : -0.5; // an instant is in the middle of its candle, a span begins at its left edge
  const left = object.start === null ? -1 : frame.x(frame.position(object.start) + shift);
  const right = object.end === null ? frame.width + 1 : frame.x(frame.position(object.end) + shift);
  const top = frame.y(object.high);
  const bottom = frame.y(object.low);
  const beside = object.kind === "flag" ? PENNANT_PIXELS : object.kind === "marker" ? MARKER_PIXELS : 0;
  if (right < -beside || left > frame.width + beside || bottom < 0 || top > frame.height + POLE_PIXELS) {
    return null;
  }
  const from = Math.max(-2, left); // a canvas draws lines of a million pixels slowly
  return {left: from, right: Math.max(from, Math.min(frame.width + 2, right)), top, bottom, start: left};
}

/** Draws the shapes, and gives back what is in sight, with its box, for labels and for the pointer. */
export function drawShapes(context, frame, objects, colors) {
  const inSight = [];
  for (const object of objects) {
    const box = boxOf(object, frame);
    if (box !== null) {
      drawShape(context, object, box, colors[object.kind]);
      inSight.push({object, box});
    }
  }
  return inSight;
}

function drawShape(context, object, box, color) {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  context.strokeStyle = color;
  context.fillStyle = color;
  if (height > 0 && width > 0) {
    context.globalAlpha = 0.13;
    context.fillRect(box.left, box.top, width, height);
    context.globalAlpha = 0.75;
    context.strokeRect(box.left, box.top, width, height);
    context.globalAlpha = 1;
  } else if (width > 0) {
    context.lineWidth = 1.4;
    context.setLineDash([6, 4]);
    line(context, box.left, box.top, box.right, box.top);
    context.setLineDash([]);
    context.lineWidth = 1;
  } else if (height > 0) {
    line(context, box.left, box.top, box.left, box.bottom);
  }
  const edgeInSight = box.start >= -1;
  if (object.kind === "marker") {
    const y = box.top - 3;
    triangle(context, box.left, y, box.left - MARKER_PIXELS / 2, y - MARKER_PIXELS, box.left + MARKER_PIXELS / 2, y - MARKER_PIXELS);
  } else if (object.kind === "flag" && edgeInSight) {
    const y = box.top - POLE_PIXELS;
    context.lineWidth = 1.6;
    line(context, box.left, box.bottom, box.left, y);
    context.lineWidth = 1;
    triangle(context, box.left, y, box.left + PENNANT_PIXELS, y + PENNANT_PIXELS / 2, box.left, y + PENNANT_PIXELS);
  } else if (object.kind === "zone" && edgeInSight) {
    context.fillRect(box.left, box.top, 2, height);
  }
}

function line(context, x1, y1, x2, y2) {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function triangle(context, x1, y1, x2, y2, x3, y3) {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.lineTo(x3, y3);
  context.closePath();
  context.fill();
}

/** Names what is in sight, where a name hides no other one; the pointer tells of the rest. */
export function drawLabels(context, frame, inSight, colors) {
  const taken = [{left: 0, right: 420, top: 0, bottom: 34}]; // the legend
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const {object, box} of inSight) {
    const text = shortText(object);
    const width = context.measureText(text).width + 8;
    const places = labelPlaces(object, box, width);
    const place = places.find(spot =>
      spot.left >= 0 && spot.right <= frame.width && spot.top >= 0 && spot.bottom <= frame.height
        && !taken.some(other => touch(spot, other)));
    if (place !== undefined) {
      taken.push(place);
      context.fillStyle = colors.plate;
      context.fillRect(place.left, place.top, width, LABEL_HEIGHT);
      context.fillStyle = colors[object.kind];
      context.fillText(text, place.left + 4, place.top + LABEL_HEIGHT / 2 + 0.5);
    }
  }
}

function labelPlaces(object, box, width) {
  const spot = (left, top) => ({left, right: left + width, top, bottom: top + LABEL_HEIGHT});
  const left = Math.max(4, box.left + 4);
  const above = box.top - LABEL_HEIGHT - 2;
  if (object.kind === "marker") {
    return [spot(box.left - width / 2, above - MARKER_PIXELS - 3), spot(left, above - MARKER_PIXELS - LABEL_HEIGHT)];
  }
  if (object.kind === "flag" && box.start >= 0) {
    return [spot(left + PENNANT_PIXELS, box.top - POLE_PIXELS), spot(left + PENNANT_PIXELS, box.top - POLE_PIXELS - LABEL_HEIGHT)];
  }
  const right = Math.max(left, box.right - width - 6);
  return [spot(left, above), spot(left, box.bottom + 2), spot(right, above), spot(right, box.bottom + 2),
    spot((left + right) / 2, above)];
}

function touch(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function shortText(object) {
  return object.status === "active" ? object.type : `${object.type} (${object.status})`;
}

/** The topmost object under the pointer, if any: within its shape, or near to a line. */
export function objectAt(inSight, x, y) {
  const near = inSight.filter(({object, box}) => {
    const head = object.kind === "marker" ? MARKER_PIXELS + 3 : object.kind === "flag" ? POLE_PIXELS : 0;
    const right = object.kind === "flag" && y < box.top ? box.left + PENNANT_PIXELS : box.right;
    return x >= box.left - NEAR_PIXELS && x <= right + NEAR_PIXELS && y >= box.top - head - NEAR_PIXELS && y <= box.bottom + NEAR_PIXELS;
  });
  const size = ({box}) => (box.right - box.left + 1) * (box.bottom - box.top + 1);
  near.sort((one, other) => size(one) - size(other));
  return near[0]?.object;
}

/** All that there is to say of one, line by line. */
export function longText(object, time) {
  const lines = [`${object.type} ${object.id}`, `status ${object.status}`];
  if (object.y !== null) {
    lines.push(`price ${priceText(object.y)}`);
  }
  if (object.top !== null || object.bottom !== null) {
    lines.push(`band ${[object.low, object.high].map(priceText).join(" – ")}`);
  }
  const end = millis => (millis === null ? "open" : time.full(millis));
  lines.push(object.start === object.end && object.start !== null
    ? `at ${end(object.start)}` : `from ${end(object.start)}\nuntil ${end(object.end)}`);
  if (object.payload !== null) {
    lines.push(JSON.stringify(object.payload).slice(0, 400));
  }
  return lines.join("\n");
}
