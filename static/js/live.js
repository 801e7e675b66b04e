/* The page's live connection.

   `<body data-live-url="/ws/…">` is enough. Each message is JSON with a `type`; it arrives as a
   CustomEvent `live:<type>` on document, the message as its detail, so that htmx can wait for it:
   `hx-trigger="live:released from:document"`. What was missed while the connection was down is
   not sent again: after `live:reconnected` pages read their parts anew.

   A connection can die without a word (a lift, a cellar, a sleeping router). So the page asks for
   a sign of life every 15 s, and gives up after 10 s of silence: a dead connection is noticed
   within half a minute.

   Any element with data-live-state shows live, reconnecting or offline in the words of its
   data-label-* attributes. A page can watch the state by the event `live:state`. */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const ASK_EVERY_MS = 15_000;
const SILENCE_MS = 10_000;
const PING = JSON.stringify({ type: "ping" });
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
  let heart;
  let silence;
  let failures = 0;
  let wasLive = false;
  let ended = false;

  function still() {
    clearInterval(heart);
    clearTimeout(silence);
    silence = undefined;
  }

  function ask() {
    if (socket?.readyState !== WebSocket.OPEN || silence) return;
    socket.send(PING);
    silence = setTimeout(giveUp, SILENCE_MS);
  }

  /* Closing a dead socket takes as long as it likes: let go of it, and open another at once. */
  function giveUp() {
    const dead = socket;
    socket = undefined;
    dead.close();
    again();
  }

  function again() {
    still();
    show(navigator.onLine ? "reconnecting" : "offline");
    clearTimeout(timer);
    timer = setTimeout(open, waitAfter(failures));
    failures += 1;
  }

  function open() {
    clearTimeout(timer);
    if (ended || socket?.readyState <= WebSocket.OPEN) return;
    const mine = new WebSocket(url);
    socket = mine;
    // An attempt that gets no answer at all is dead as well.
    silence = setTimeout(giveUp, SILENCE_MS);
    mine.addEventListener("open", () => {
      if (socket !== mine) return;
      still();
      heart = setInterval(ask, ASK_EVERY_MS);
      failures = 0;
      show("live");
      if (wasLive) emit("reconnected");
      wasLive = true;
    });
    mine.addEventListener("message", ({ data }) => {
      if (socket !== mine) return;
      clearTimeout(silence);
      silence = undefined;
      const message = JSON.parse(data);
      if (message.type !== "pong") emit(message.type, message);
    });
    mine.addEventListener("close", ({ code }) => {
      if (ended || socket !== mine) return;
      if (REFUSED.has(code)) {
        ended = true;
        still();
        show("offline");
        return;
      }
      again();
    });
  }

  /* The network is back, or the phone wakes up: try at once. */
  const hurry = () => {
    failures = 0;
    open();
    ask();
  };
  /* A lost network may leave the socket looking open for minutes. */
  const lost = () => {
    if (!ended && socket) giveUp();
  };
  const woken = () => document.visibilityState === "visible" && hurry();
  addEventListener("online", hurry);
  addEventListener("offline", lost);
  document.addEventListener("visibilitychange", woken);
  open();

  return () => {
    ended = true;
    clearTimeout(timer);
    still();
    socket?.close();
    removeEventListener("online", hurry);
    removeEventListener("offline", lost);
    document.removeEventListener("visibilitychange", woken);
  };
}

if (document.body.dataset.liveUrl) connect(document.body.dataset.liveUrl);
