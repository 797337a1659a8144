// Tells the server that somebody is at work while the editor saves by itself, and warns before the session ends.
(() => {
  const settings = document.querySelector("[data-staff-session]");
  if (!settings) return;
  const idle = Number(settings.dataset.idleMinutes) * 60000;
  const warning = Math.min(120000, idle / 3);
  const beat = 60000;
  let seen = Date.now();
  let sent = Date.now();
  let ended = false;

  const bar = document.createElement("div");
  bar.className = "session-bar";
  bar.setAttribute("role", "alert");
  bar.hidden = true;
  const text = document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = settings.dataset.stay;
  bar.append(text, button);
  document.body.append(bar);

  const say = (words, withButton) => {
    text.textContent = words;
    button.hidden = !withButton;
    bar.hidden = false;
  };

  const send = async () => {
    sent = Date.now();
    try {
      const answer = await fetch(settings.dataset.url, {
        method: "POST",
        credentials: "same-origin",
        headers: { "X-CSRFToken": settings.dataset.token, "X-Requested-With": "XMLHttpRequest" },
        redirect: "manual",
      });
      if (answer.ok) {
        bar.hidden = true;
      } else {
        ended = true;
        say(settings.dataset.ended, false);
      }
    } catch {
      // Without a network the next beat tries again.
    }
  };

  const active = () => {
    if (ended) return;
    seen = Date.now();
    if (seen - sent >= beat) send();
  };
  for (const kind of ["keydown", "pointerdown", "wheel", "touchmove"]) {
    document.addEventListener(kind, active, { passive: true, capture: true });
  }
  button.addEventListener("click", send);

  setInterval(() => {
    if (ended) return;
    const still = Date.now() - Math.max(seen, sent);
    if (still >= idle) {
      ended = true;
      say(settings.dataset.ended, false);
    } else if (still >= idle - warning) {
      say(settings.dataset.warn, true);
    }
  }, 5000);
})();
