/**
 * What plays a replay in a file of its own: it looks up states that lib/share/replay-data.ts worked out and shows and hides what the
 * file holds. It reads no markup, asks nobody for anything and is the only thing in the file that runs (by its hash).
 */
export const SCRIPT = `"use strict";
{
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("states").textContent);
  data.frames = data.frames.map((values) => Object.fromEntries(data.names.map((name, i) => [name, values[i]])));
  const rows = [...document.querySelectorAll("tr[data-step]")];
  const bodies = [...document.querySelectorAll("section[data-step]")];
  const bodyOf = new Map(bodies.map((body) => [+body.dataset.step, body]));
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let ms = 0, playedMs = 0, playing = false, chosen = null, at = 0;
  document.documentElement.classList.add("plays");
  for (const name of ["play", "back", "next", "call", "speed", "moment"]) $(name).disabled = false;

  // The last of sorted entries that is not after a moment.
  const lastBy = (list, moment, of) => {
    let from = 0, to = list.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (of(list[middle]) <= moment) from = middle + 1;
      else to = middle;
    }
    return from - 1;
  };
  const convert = (value, from, to) => {
    const last = data.clock.length - 1;
    const i = Math.min(last - 1, Math.max(0, lastBy(data.clock, value, (pair) => pair[from])));
    const [a, b] = [data.clock[i], data.clock[i + 1]];
    return b[from] === a[from] ? b[to] : a[to] + ((value - a[from]) / (b[from] - a[from])) * (b[to] - a[to]);
  };
  const phaseOf = ([start, end]) => (ms < start ? "ahead" : end === null || ms < Math.max(start, end) ? "running" : "ended");
  const seconds = (value) => (value / 1000).toFixed(value < 10000 ? 2 : 1) + " s";

  const unitsBy = ({ isEven, points }) => {
    const i = lastBy(points, ms, (pair) => pair[0]);
    if (i < 0) return 0;
    const [a, b] = [points[i], points[i + 1]];
    return isEven && b ? Math.floor(a[1] + ((ms - a[0]) / (b[0] - a[0])) * (b[1] - a[1])) : a[1];
  };

  const draw = () => {
    const frame = data.frames[Math.max(0, lastBy(data.frames, ms, (one) => one.ms))];
    const shown = chosen ?? frame.current;
    for (const row of rows) {
      const step = +row.dataset.step;
      row.dataset.phase = phaseOf(data.steps[step]);
      if (step === shown) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    }
    for (const [step, body] of bodyOf) {
      body.hidden = step !== shown;
      if (step !== shown) continue;
      const phase = phaseOf(data.steps[step]);
      body.dataset.phase = phase;
      const answer = body.querySelector("[data-answer]");
      if (!answer) continue;
      const growth = data.answers[step];
      const whole = answer.dataset.answer;
      const units = phase === "ended" ? whole.length : growth === null ? 0 : unitsBy(growth);
      if (answer.textContent.length !== units) answer.textContent = whole.slice(0, units);
      body.querySelector("[data-rendered]").hidden = units < whole.length;
      answer.hidden = units >= whole.length;
    }
    $("none").hidden = shown !== -1;
    $("moment").value = String(ms);
    $("moment").setAttribute("aria-valuetext", seconds(ms));
    $("now").textContent = seconds(ms) + " of " + seconds(data.endMs);
    $("running").textContent = frame.running;
    $("ended").textContent = frame.ended + (frame.failed ? ", " + frame.failed + " failed" : "");
    $("cost").textContent = (frame.unknownCosts ? "at least " : "") + (frame.estimatedCosts ? "~" : "") + "$" + (frame.costNanoUsd / 1e9).toPrecision(3);
    $("tokens").textContent = frame.tokens.toLocaleString("en");
    $("play").textContent = playing ? "Pause" : "Play";
  };
  const seek = (to) => {
    ms = Math.max(0, Math.min(data.endMs, to));
    playedMs = convert(ms, 1, 0);
    chosen = null;
    draw();
  };
  const tick = (now) => {
    if (!playing) return;
    playedMs += (now - at) * +$("speed").value;
    at = now;
    const recorded = Math.min(data.endMs, convert(playedMs, 0, 1));
    ms = still.matches ? Math.max(0, data.frames[Math.max(0, lastBy(data.frames, recorded, (one) => one.ms))].ms) : recorded;
    if (recorded >= data.endMs) {
      ms = data.endMs;
      playing = false;
    } else requestAnimationFrame(tick);
    draw();
  };
  const pause = () => {
    playing = false;
  };
  const toggle = () => {
    if (playing) pause();
    else {
      if (ms >= data.endMs) seek(0);
      chosen = null;
      playing = true;
      at = performance.now();
      requestAnimationFrame(tick);
    }
    draw();
  };
  const step = (by, moments) => {
    pause();
    const next = by > 0 ? moments.find((moment) => moment > ms) : moments.findLast((moment) => moment < ms);
    seek(next ?? (by > 0 ? data.endMs : 0));
  };
  const events = data.frames.map((one) => one.ms).filter((moment) => moment >= 0);
  $("play").addEventListener("click", toggle);
  $("back").addEventListener("click", () => step(-1, events));
  $("next").addEventListener("click", () => step(1, events));
  $("call").addEventListener("click", () => step(1, data.calls));
  $("moment").addEventListener("input", () => {
    pause();
    seek(+$("moment").value);
  });
  for (const row of rows)
    row.querySelector("button").addEventListener("click", () => {
      pause();
      const position = +row.dataset.step;
      const start = data.steps[position][0];
      // What has begun keeps its moment; what lies ahead is gone to.
      if (start > ms) seek(start);
      chosen = position;
      draw();
    });
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || /^(BUTTON|SELECT|SUMMARY|A)$/.test(event.target.tagName)) return;
    const run = { " ": toggle, ".": () => step(1, events), ",": () => step(-1, events), n: () => step(1, data.calls), p: () => step(-1, data.calls) }[event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  });
  seek(0);
}
`;
