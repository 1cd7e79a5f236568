/** Moves a chart by pointer, wheel, fingers and keys. */

const ZOOM_A_PIXEL = 0.0015;
const KEY_ZOOM = 1.25;
const KEY_PIXELS = 80;

export function move(chart, canvas) {
  const pointers = new Map();

  const place = event => {
    const box = canvas.getBoundingClientRect();
    return {x: event.clientX - box.left, y: event.clientY - box.top};
  };

  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
  });

  canvas.addEventListener("pointermove", event => {
    const now = place(event);
    const before = pointers.get(event.pointerId);
    if (before !== undefined) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other !== undefined) {
        chart.zoom(Math.abs(now.x - other.x) / Math.max(1, Math.abs(before.x - other.x)), (now.x + other.x) / 2);
      } else {
        chart.scroll(before.x - now.x);
      }
      pointers.set(event.pointerId, now);
    }
    chart.point(now);
  });

  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, event => pointers.delete(event.pointerId));
  }
  canvas.addEventListener("pointerleave", () => chart.point(null));
  canvas.addEventListener("dblclick", () => chart.listener.latest());

  canvas.addEventListener("wheel", event => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      chart.scroll((event.deltaX || event.deltaY) * pixels);
    } else {
      chart.zoom(Math.exp(-event.deltaY * pixels * ZOOM_A_PIXEL), place(event).x);
    }
  }, {passive: false});

  const keys = {
    ArrowLeft: () => chart.scroll(-KEY_PIXELS),
    ArrowRight: () => chart.scroll(KEY_PIXELS),
    PageUp: () => chart.scroll(-chart.width * 0.9),
    PageDown: () => chart.scroll(chart.width * 0.9),
    "+": () => chart.zoom(KEY_ZOOM),
    "=": () => chart.zoom(KEY_ZOOM),
    "-": () => chart.zoom(1 / KEY_ZOOM),
    End: () => chart.listener.latest(),
    Home: () => chart.look(0),
  };
  canvas.addEventListener("keydown", event => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act !== undefined) {
      event.preventDefault();
      act();
    }
  });
}
