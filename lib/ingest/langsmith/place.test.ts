import { expect, it } from "vitest";

import { placeOf } from "./place";

const ROOT = "01a1fc2a-f39a-7000-8000-00270b0dcf65";
const MIDDLE = "01a1fc2a-f3a0-7000-8000-00270b0dcf66";
const CHILD = "01a1fc2a-f3de-7000-8000-01762661e833";
const START = "2026-11-21T03:33:55.738001Z";
const STAMP = "20261121T033355738001Z";
/** An id as placeOf is given and gives it. */
const hex = (id: string): string => id.replaceAll("-", "");
const TRACE = hex(ROOT);

it("a run without a trace is in the one that its parent names, once its creation is there", () => {
  const said = { parent_run_id: ROOT, start_time: START };
  expect(placeOf(hex(CHILD), said, true)).toMatchObject({ traceId: TRACE, parentRunId: TRACE });
  // An update leaves out what it does not change: the trace may still be said.
  expect(placeOf(hex(CHILD), said, false)).toBeNull();
});

it("a created run without trace and parent is a root; without a start it has no place", () => {
  expect(placeOf(hex(ROOT), { start_time: START }, true)).toMatchObject({
    traceId: TRACE,
    parentRunId: null,
  });
  expect(placeOf(hex(ROOT), { start_time: START }, false)).toBeNull();
  expect(placeOf(hex(ROOT), {}, true)).toBeNull();
});

it("the dotted order is believed before the parent, and the trace that is said before both", () => {
  const dotted_order = `${STAMP}${ROOT}.${STAMP}${MIDDLE}.${STAMP}${CHILD}`;
  expect(placeOf(hex(CHILD), { dotted_order, parent_run_id: ROOT }, false)).toMatchObject({
    traceId: TRACE,
    parentRunId: hex(MIDDLE),
  });
  expect(placeOf(hex(CHILD), { dotted_order, trace_id: MIDDLE }, false)?.traceId).toBe(hex(MIDDLE));
});

it("a run that names itself as its parent is a root", () => {
  expect(placeOf(hex(ROOT), { parent_run_id: ROOT, start_time: START }, true)).toMatchObject({
    traceId: TRACE,
    parentRunId: null,
  });
});
