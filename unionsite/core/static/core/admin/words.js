// Words that scripts and templates of Wagtail hold in English, without gettext; choosers bring them in later. Calendars
// go once a moment is typed.
(() => {
  const say = () => {
    document.querySelectorAll("input[type=submit][value=Search]").forEach((button) => { button.value = "搜索"; });
    document.querySelectorAll(".chooser label[title^='Select ']").forEach((label) => label.removeAttribute("title"));
    // A button that the calendars never show.
    document.querySelectorAll(".xdsoft_save_selected").forEach((button) => button.remove());
  };
  // A calendar lies over what comes next, also once the whole moment is typed.
  document.addEventListener("input", ({ target }) => {
    if (/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(target.value)) window.jQuery(target).datetimepicker?.("hide");
  });
  new MutationObserver(say).observe(document.body, { childList: true, subtree: true });
  say();
})();
