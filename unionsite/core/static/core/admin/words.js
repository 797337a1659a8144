// Words that scripts and templates of Wagtail's packages hold in English, without gettext; choosers bring them in later.
(() => {
  const say = () => {
    document.querySelectorAll("input[type=submit][value=Search]").forEach((button) => { button.value = "搜索"; });
    // A button that the calendars never show.
    document.querySelectorAll(".xdsoft_save_selected").forEach((button) => button.remove());
  };
  new MutationObserver(say).observe(document.body, { childList: true, subtree: true });
  say();
})();
