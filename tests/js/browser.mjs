// Loads a script of assets/ as a browser would, into a window of the test's own.
import { readFileSync } from "node:fs";
import vm from "node:vm";

export function load(script, window = {}) {
  const source = readFileSync(new URL("../../assets/" + script, import.meta.url), "utf8");
  window.window = window;
  const globals = { AbortController, Date, Intl, Map, Set, WeakSet, Promise, console, ...window };
  const context = vm.createContext(globals);
  context.window = context;
  vm.runInContext(source, context, { filename: script });
  return context.onescreen;
}

// Values made inside the script's context, as plain values of this one.
export function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
