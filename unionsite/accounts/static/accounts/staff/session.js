// Tells the server that somebody is at work while the editor saves by itself, saves once more before the session ends,
// and leads back: what is not kept stays on the page until one has signed in again in another window.
(() => {
  const settings = document.querySelector("[data-staff-session]");
  if (!settings) return;
  const words = settings.dataset;
  const idle = Number(words.idleMinutes) * 60000;
  const warning = Math.min(120000, idle / 3);
  const beat = 60000;
  const last = 20000;
  let seen = Date.now();
  let sent = Date.now();
  let ended = false;
  let unsaved = false;
  let saves = 0;

  const bar = document.createElement("div");
  bar.className = "session-bar";
  bar.setAttribute("role", "alert");
  bar.hidden = true;
  const text = document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = words.stay;
  const link = document.createElement("a");
  link.className = "button button-small";
  link.textContent = words.again;
  bar.append(text, button, link);
  document.body.append(bar);

  const say = (sentence) => {
    text.textContent = sentence;
    button.hidden = ended;
    link.hidden = !ended;
    bar.hidden = false;
  };

  const end = () => {
    ended = true;
    const back = unsaved ? words.home : location.pathname + location.search;
    link.href = `${words.signIn}?next=${encodeURIComponent(back)}`;
    link.target = unsaved ? "_blank" : "";
    const isDraft = document.querySelector("[data-edit-form][data-controller~=w-autosave]");
    say(unsaved ? words.endedUnsaved : isDraft ? words.endedSaved : words.ended);
  };

  const send = async () => {
    sent = Date.now();
    try {
      const answer = await fetch(words.url, {
        method: "POST",
        credentials: "same-origin",
        headers: { "X-CSRFToken": words.token, "X-Requested-With": "XMLHttpRequest" },
        redirect: "manual",
      });
      if (answer.ok) bar.hidden = true;
      else end();
    } catch {
      // Without a network the next beat tries again.
    }
  };

  const save = () => {
    const form = document.querySelector("[data-edit-form][data-controller~=w-autosave]");
    if (form && unsaved) form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true }));
  };

  // Signed in again in another window: this page goes on with the new session's token.
  const goOn = async () => {
    if (!ended || document.hidden) return;
    try {
      const answer = await fetch(words.url, { headers: { "X-Requested-With": "XMLHttpRequest" }, redirect: "manual" });
      if (!answer.ok) return;
      words.token = (await answer.json()).token;
      for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = words.token;
      ended = false;
      saves = 0;
      seen = sent = Date.now();
      bar.hidden = true;
      save();
    } catch {
      // The next look at this window tries again.
    }
  };
  addEventListener("focus", goOn);
  document.addEventListener("visibilitychange", goOn);

  const active = () => {
    if (ended) return;
    seen = Date.now();
    saves = 0;
    if (seen - sent >= beat) send();
  };
  for (const kind of ["keydown", "pointerdown", "wheel", "touchmove"]) {
    document.addEventListener(kind, active, { passive: true, capture: true });
  }
  button.addEventListener("click", send);

  document.addEventListener("input", (event) => {
    if (event.target.form?.method === "post") unsaved = true;
  });
  document.addEventListener("w-unsaved:add", () => {
    unsaved = true;
  });
  document.addEventListener("w-unsaved:clear", () => {
    unsaved = false;
    if (ended) end();
  });
  document.addEventListener("w-autosave:error", (event) => {
    if (event.detail?.response?.error) end();
    // A page instead of an answer: perhaps that for signing in.
    else if (event.detail?.type === "server_error") send();
  });
  // Sent now, the form would be refused with all that is in it. Before any other script takes it for sent.
  addEventListener(
    "submit",
    (event) => {
      if (!ended || event.target.method !== "post") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      unsaved = true;
      end();
      link.focus();
    },
    { capture: true },
  );

  setInterval(() => {
    if (ended) return;
    const still = Date.now() - Math.max(seen, sent);
    if (still >= idle) {
      end();
    } else if (still >= idle - warning) {
      // Once with the warning, once at the very end: a draft that is refused would be sent again and again.
      const due = still >= idle - last ? 2 : 1;
      if (saves < due) {
        saves = due;
        save();
      }
      say(words.warn);
    }
  }, 5000);
})();
