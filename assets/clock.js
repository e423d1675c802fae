/* What moves with the clock alone: the age of the data, the local day and time. */
(function (root) {
  "use strict";

  const MINUTE = 60, HOUR = 3600, DAY = 86400; // seconds
  const JUST_NOW = 2;

  /* The age of a moment in words; `texts` by unit with {n}, "until" for what is
     older than two days. */
  function ageText(seconds, texts) {
    if (seconds < JUST_NOW) return texts.now;
    if (seconds < MINUTE) return filled(texts.seconds, seconds);
    if (seconds < HOUR) return filled(texts.minutes, seconds / MINUTE);
    if (seconds < 2 * DAY) return filled(texts.hours, seconds / HOUR);
    return texts.until;
  }

  function filled(text, amount) {
    return text.replace("{n}", Math.floor(amount).toLocaleString("en-US"));
  }

  /* "11月23日 周一" or "Mon 23 Nov" in a time zone. */
  function dayText(date, language, zone) {
    const parts = {};
    const format = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", weekday: "short", timeZone: zone });
    for (const part of format.formatToParts(date)) parts[part.type] = part.value;
    if (language.startsWith("zh")) return parts.month.replace("月", "") + "月" + parts.day + "日 " + parts.weekday;
    return parts.weekday + " " + parts.day + " " + parts.month;
  }

  function timeText(date, zone) {
    return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(date);
  }

  /* A moment of an answer for a sentence: day and time. */
  function moment(iso, answer) {
    const date = new Date(iso);
    const language = answer.language === "zh" ? "zh-CN" : "en";
    return dayText(date, language, answer.zone) + " " + timeText(date, answer.zone);
  }

  /* The time of day of a moment, with its day where that is not today's. */
  function sinceText(since, now, language, zone) {
    const [day, today] = [since, now].map(function (at) { return dayText(new Date(at), language, zone); });
    const time = timeText(new Date(since), zone);
    return day === today ? time : day + " " + time;
  }

  /* Fills every age and clock of the page in; `now` in ms on the server's clock, and so `paused`, since
     when the page stands still; null: it does not. */
  function tell(now, paused) {
    const language = document.documentElement.lang || "zh-CN";
    for (const element of document.querySelectorAll("[data-age]")) {
      const texts = JSON.parse(element.dataset.texts);
      const seconds = Math.max(0, (now - Date.parse(element.dataset.age)) / 1000);
      const zone = element.dataset.zone;
      const stands = paused !== null && texts.paused.replace("{moment}", sinceText(paused, now, language, zone));
      say(element, stands || ageText(seconds, texts));
    }
    for (const element of document.querySelectorAll("[data-clock]")) {
      const zone = element.dataset.zone;
      const date = new Date(now);
      say(element, element.dataset.clock === "day" ? dayText(date, language, zone) : timeText(date, zone));
    }
  }

  function say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  root.onescreen = Object.assign(root.onescreen || {}, {
    clock: { ageText: ageText, dayText: dayText, timeText: timeText, moment: moment, sinceText: sinceText, tell: tell },
  });
})(typeof window === "undefined" ? globalThis : window);
