// Asks the device for a passkey, or for a new one, and sends the answer with the form; the words are the page's own.
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const words = form.querySelector("[data-passkey-words]");
  const button = form.querySelector("[type=submit]");
  const answer = form.elements.answer;
  const question = JSON.parse(form.dataset.passkey);
  const isNew = "pubKeyCredParams" in question;
  answer.value = "";

  const bytes = (text) => {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(padded), (character) => character.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const known = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const read = () => {
    const options = { ...question, challenge: bytes(question.challenge) };
    if (isNew) {
      options.user = { ...question.user, id: bytes(question.user.id) };
      options.excludeCredentials = known(question.excludeCredentials);
    } else {
      options.allowCredentials = known(question.allowCredentials);
    }
    return { publicKey: options };
  };

  const write = (key) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = text(key.response[name]);
    }
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
  };

  const say = (kind) => {
    words.textContent = words.dataset[kind];
    words.hidden = false;
  };

  if (!window.PublicKeyCredential || !navigator.credentials) {
    say("unsupported");
    button.disabled = true;
    return;
  }

  form.addEventListener("submit", async (event) => {
    const name = form.elements.namedItem("name");
    // The server says that a name is missing.
    if (name && !name.value.trim()) return;
    event.preventDefault();
    button.disabled = true;
    words.hidden = true;
    try {
      const key = isNew ? await navigator.credentials.create(read()) : await navigator.credentials.get(read());
      answer.value = write(key);
      form.submit();
    } catch (error) {
      say({ NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "bound" }[error.name] || "failed");
      button.disabled = false;
      button.focus();
    }
  });
})();
