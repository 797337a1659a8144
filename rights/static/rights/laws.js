/* Gives each article of a statute a button that copies the address of its own page. Without this script there is none. */
(function () {
  "use strict";
  var text = document.querySelector("[data-copied]");
  if (!text || !navigator.clipboard) return;
  var status = document.querySelector("[data-status]");
  var icon = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="#icon-copy"/></svg>';

  text.querySelectorAll(".article__tools").forEach(function (tools) {
    var button = document.createElement("button");
    button.type = "button";
    button.title = text.dataset.label;
    button.dataset.copied = text.dataset.copied;
    button.setAttribute("aria-label", text.dataset.label);
    button.innerHTML = icon; // allowed: html-from-text (the constant above)
    tools.appendChild(button);
  });

  text.addEventListener("click", function (event) {
    var button = event.target.closest(".article__tools button");
    if (!button) return;
    navigator.clipboard.writeText(button.parentNode.querySelector("a").href).then(function () {
      button.classList.add("is-copied");
      if (status) status.textContent = text.dataset.copied;
      setTimeout(function () {
        button.classList.remove("is-copied");
        if (status) status.textContent = "";
      }, 2000);
    });
  });
})();

/* Leads to an article by its number, as 87, 八十七 or 第八十七条, and back to where one was. Without this script the
   contents lead by their links. */
(function () {
  "use strict";
  var form = document.querySelector("[data-goto]");
  if (!form) return;
  var field = form.elements.article;
  var said = form.querySelector("[role=status]");
  var back = document.querySelector("[data-back-link]");
  var fold = document.querySelector(".statute__fold");
  var aside = form.parentNode;

  /* 八十七, 一千二百六十 or 87 as a number; NaN for anything else. */
  function numberOf(text) {
    if (/^\d+$/.test(text)) return Number(text);
    var sum = 0, digit = 0, units = { 十: 10, 百: 100, 千: 1000 };
    for (var i = 0; i < text.length; i++) {
      var value = "零一二三四五六七八九".indexOf(text[i]);
      if (value >= 0) digit = value;
      else if (units[text[i]]) {
        sum += (digit || 1) * units[text[i]];
        digit = 0;
      } else return NaN;
    }
    return text ? sum + digit : NaN;
  }

  /* What tells one article from another: 第一百二十条之一 is 120-1, as are 120之1 and １２０条之一. */
  function keyOf(text) {
    var plain = text.normalize("NFKC").replace(/\s/g, "").replace(/〇/g, "零");
    var parts = /^第?([^条之]+)条?(?:之([^条]+))?/.exec(plain) || [plain, plain];
    var number = numberOf(parts[1]);
    if (isNaN(number)) return plain;
    return parts[2] ? number + "-" + numberOf(parts[2]) : String(number);
  }

  function articles() {
    return Array.prototype.slice.call(document.querySelectorAll(".article"));
  }

  function labelOf(article) {
    return article.querySelector(".article__label").textContent.trim();
  }

  /* Offers the way back to the article that is read now, the first that is not above the screen. */
  function remember(target) {
    var read = articles().filter(function (one) {
      return one.getBoundingClientRect().bottom > 96;
    })[0];
    if (!read || read.id === target || read.getBoundingClientRect().top > window.innerHeight / 2) return;
    back.hidden = false;
    back.href = "#" + read.id;
    back.textContent = form.dataset.back + labelOf(read);
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var key = keyOf(field.value);
    var found = articles().filter(function (one) {
      return key === keyOf(labelOf(one));
    })[0];
    said.textContent = found ? "" : form.dataset.missing;
    if (!found) return field.select();
    remember(found.id);
    fold.open = false;
    field.blur();
    if (location.hash === "#" + found.id) found.scrollIntoView();
    else location.hash = found.id;
  });
  field.addEventListener("input", function () {
    said.textContent = "";
  });
  aside.addEventListener("click", function (event) {
    var link = event.target.closest("a");
    if (!link) return;
    if (link === back) back.hidden = true;
    else remember(link.hash.slice(1));
    fold.open = false;
  });
  document.addEventListener("click", function (event) {
    if (!fold.contains(event.target)) fold.open = false;
  });
  fold.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    fold.open = false;
    fold.querySelector("summary").focus();
  });
  form.hidden = false;
})();
