/* The form of one's own period: days, both included, or moments to the minute. One that ends before it
   begins is turned round; an empty one is refused with a word. */
(function (root) {
  "use strict";

  /* The period of what is entered, {from, to} as an address says it; null: it is empty. */
  function period(said) {
    if (!said.times) {
      const [first, last] = [said.first, said.last].sort();
      return { from: first, to: shifted(last, 1) };
    }
    const [from, to] = [moment(said.first, said.firstTime), moment(said.last, said.lastTime)].sort();
    return from === to ? null : { from: short(from), to: short(to) };
  }

  function moment(day, time) {
    return day + "T" + (time || "00:00").slice(0, 5);
  }

  function short(text) {
    return text.replace("T00:00", "");
  }

  /* A day so many days later. */
  function shifted(day, days) {
    const date = new Date(day + "T00:00:00Z");
    date.setUTCDate(date.getUTCDate() + days);
    return date.toISOString().slice(0, 10);
  }

  function entered(form) {
    const of = form.elements;
    return {
      first: of.first.value, firstTime: of["first-time"].value,
      last: of.last.value, lastTime: of["last-time"].value, times: of.times.checked,
    };
  }

  function wrong(form, text) {
    form.querySelector(".days-wrong").textContent = text;
  }

  /* It begins with the period that is shown, whenever it opens. */
  function onToggle(event) {
    const form = event.target.open && event.target.querySelector("form.days");
    if (!form) return;
    form.reset();
    wrong(form, "");
    form.elements.first.focus();
  }

  /* The end of a last day is the midnight after it. */
  function onChange(event) {
    const form = event.target.closest("form.days");
    if (!form) return;
    wrong(form, "");
    const { last, times } = form.elements;
    if (event.target === times && last.value && form.elements["last-time"].value === "00:00") {
      last.value = shifted(last.value, times.checked ? 1 : -1);
    }
  }

  function onSubmit(event) {
    const form = event.target.closest("form.days");
    if (!form) return;
    event.preventDefault();
    const chosen = period(entered(form));
    if (!chosen) return wrong(form, form.querySelector(".days-wrong").dataset.wrong);
    form.closest("details").open = false;
    root.onescreen.address.go({ period: null, ...chosen });
  }

  function start() {
    document.addEventListener("toggle", onToggle, true);
    document.addEventListener("change", onChange);
    document.addEventListener("submit", onSubmit);
  }

  root.onescreen = Object.assign(root.onescreen || {}, { ownPeriod: { start: start, period: period, shifted: shifted } });
})(typeof window === "undefined" ? globalThis : window);
