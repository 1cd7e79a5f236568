/** What the page asks the server. */

const PATIENCE_MILLIS = 7_000; // the server says something every two seconds
const TRY_AGAIN_MILLIS = 3_000;

async function ask(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value != null));
  const response = await fetch(`${path}?${query}`);
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.error ?? `the server answered ${response.status}`);
  }
  return {body, position: response.headers.get("Dayfile-Position")};
}

export async function storeOverview() {
  return (await ask("/api/store")).body;
}

/** The document of a window, and the position up to which it takes everything into account. */
export async function viewport(parameters) {
  const {body, position} = await ask("/api/viewport", parameters);
  return {...body, position};
}

/**
 * Follows what comes after a position until it is closed. A connection that is lost is taken up again where it was: the
 * id of each message is a position, and the browser gives back the last one. Where the browser gives up, as it does when
 * the server refuses, this tries again; where a connection has gone silent, it begins a new one.
 */
export class Live {
  constructor(parameters, position, listener) {
    this.parameters = parameters;
    this.position = position;
    this.listener = listener;
    this.closed = false;
    this.connect();
  }

  connect() {
    const query = new URLSearchParams({...this.parameters, after: this.position ?? "unknown"});
    this.source = new EventSource(`/api/changes?${query}`);
    this.source.addEventListener("changes", event => this.hear(event, this.listener.changes));
    this.source.addEventListener("state", event => this.hear(event, this.listener.state));
    this.source.addEventListener("reset", event => {
      this.close();
      this.listener.reset();
    });
    this.source.addEventListener("error", () => {
      this.listener.lost();
      if (this.source.readyState === EventSource.CLOSED) {
        this.later();
      }
    });
    this.watch();
  }

  hear(event, tell) {
    this.position = event.lastEventId || this.position;
    this.watch();
    tell(JSON.parse(event.data));
  }

  watch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.listener.lost();
      this.source.close();
      this.later();
    }, PATIENCE_MILLIS);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.closed || this.connect(), TRY_AGAIN_MILLIS);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.source.close();
  }
}
