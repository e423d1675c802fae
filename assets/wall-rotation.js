/* Which scene a wall shows, and since when. It runs without a browser: the time comes in.

   A scene's time begins when it is on the display, not when it is asked for: a server that is slow or away
   makes a scene stay. An incident of top priority takes the display over for a while; the rotation stands
   still meanwhile. */
(function (root) {
  "use strict";

  function createRotation(first) {
    let programme = []; // [key, seconds]
    let wanted = first || null;
    let shown = null;
    let left = 0; // ms that the scene stays
    let last = null; // the moment of the last step
    let until = null; // of what has taken over

    /* An answer is on the display: its scene, and what the rotation now is. */
    function take(answer, now) {
      programme = answer.programme;
      if (!programme.some(isWanted)) wanted = answer.scene;
      if (answer.scene === shown) return false;
      shown = answer.scene;
      left = 1000 * secondsOf(shown);
      last = now;
      return true;
    }

    function isWanted(one) {
      return one[0] === wanted;
    }

    function secondsOf(key) {
      const found = programme.find(function (one) { return one[0] === key; });
      return found ? found[1] : 20;
    }

    /* Time has passed: whether a scene is over; the one that is wanted then may be the same. */
    function step(now) {
      const passed = last === null ? 0 : Math.max(0, now - last);
      last = now;
      if (until !== null) {
        if (now < until) return false;
        until = null;
        return false;
      }
      if (shown === null || wanted !== shown) return false; // the next one is on its way
      left -= passed;
      if (left > 0) return false;
      const place = programme.findIndex(isWanted);
      wanted = programme[(place + 1) % programme.length][0];
      if (wanted === shown) left = 1000 * secondsOf(shown);
      return true;
    }

    /* Another scene of the rotation, at once; whether it has to be asked for. */
    function jump(key) {
      if (key === wanted || !programme.some(function (one) { return one[0] === key; })) return false;
      wanted = key;
      return true;
    }

    function interrupt(now, seconds) {
      until = now + 1000 * seconds;
    }

    return {
      take: take, step: step, jump: jump, interrupt: interrupt,
      wanted: function () { return wanted; },
      shown: function () { return shown; },
      left: function () { return left; },
      interrupted: function () { return until !== null; },
    };
  }

  /* Where the picture stands in a minute: a few pixels round a circle, against burning in. */
  function shift(minute) {
    const turn = ((minute % 16) / 16) * 2 * Math.PI;
    return [Math.round(Math.cos(turn) * 100) / 100, Math.round(Math.sin(turn) * 100) / 100];
  }

  root.onescreen = Object.assign(root.onescreen || {}, { createRotation: createRotation, shift: shift });
})(typeof window === "undefined" ? globalThis : window);
