/* The page's live connection.

   `<body data-live-url="/ws/…">` is enough. Each message is JSON with a `type`; it arrives as a
   CustomEvent `live:<type>` on document, the message as its detail, so that htmx can wait for it:
   `hx-trigger="live:released from:document"`. What was missed while the connection was down is
   not sent again: after `live:reconnected` pages read their parts anew.

   Any element with data-live-state shows live, reconnecting or offline in the words of its
   data-label-* attributes. A page can watch the state by the event `live:state`. */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
/* The server will not let us in (signed out, not ours): asking again would not help. */
const REFUSED = new Set([1008, 4401, 4403, 4404]);

const emit = (type, detail) =>
  document.dispatchEvent(new CustomEvent(`live:${type}`, { detail }));

/** Wait before attempt `failures + 1`: doubled each time, with a random part so that a thousand
    phones do not come back in the same instant. */
export function waitAfter(failures, random = Math.random()) {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return full / 2 + (full / 2) * random;
}

function show(state) {
  for (const element of document.querySelectorAll("[data-live-state]")) {
    const label = `label${state[0].toUpperCase()}${state.slice(1)}`;
    element.dataset.liveState = state;
    element.textContent = element.dataset[label] ?? state;
    element.hidden = false;
  }
  emit("state", { state });
}

/** Keep a connection to `path` (of this site) until the returned function is called. */
export function connect(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  let socket;
  let timer;
  let failures = 0;
  let wasLive = false;
  let ended = false;

  function open() {
    clearTimeout(timer);
    if (ended || socket?.readyState <= WebSocket.OPEN) return;
    const mine = new WebSocket(url);
    socket = mine;
    mine.addEventListener("open", () => {
      failures = 0;
      show("live");
      if (wasLive) emit("reconnected");
      wasLive = true;
    });
    mine.addEventListener("message", ({ data }) => {
      const message = JSON.parse(data);
      emit(message.type, message);
    });
    mine.addEventListener("close", ({ code }) => {
      if (ended || socket !== mine) return;
      if (REFUSED.has(code)) {
        ended = true;
        show("offline");
        return;
      }
      show(navigator.onLine ? "reconnecting" : "offline");
      timer = setTimeout(open, waitAfter(failures));
      failures += 1;
    });
  }

  /* The network is back, or the phone wakes up: try at once. */
  const hurry = () => {
    failures = 0;
    open();
  };
  /* A lost network may leave the socket looking open for minutes. */
  const lost = () => {
    socket?.close();
    show("offline");
  };
  const woken = () => document.visibilityState === "visible" && hurry();
  addEventListener("online", hurry);
  addEventListener("offline", lost);
  document.addEventListener("visibilitychange", woken);
  open();

  return () => {
    ended = true;
    clearTimeout(timer);
    socket?.close();
    removeEventListener("online", hurry);
    removeEventListener("offline", lost);
    document.removeEventListener("visibilitychange", woken);
  };
}

if (document.body.dataset.liveUrl) connect(document.body.dataset.liveUrl);
