import { expect, it } from "vitest";

import type { Monitor } from "@/lib/monitors/definition";

import { muteOf } from "./mute-of";

const MONITOR: Monitor = {
  kind: "silence",
  name: "s",
  enabled: true,
  of: "key",
  level: "alert",
  quiet: [{ days: ["tue"], from: "22:00", to: "06:00", zone: "UTC" }],
};

it("says which mute is on now", () => {
  const within = Date.parse("2026-03-11T05:59:00Z");
  const after = Date.parse("2026-03-11T06:00:00Z");
  const listed = { monitor: MONITOR, mutedUntil: null };
  expect(muteOf(listed, within)).toBe("mute window");
  expect(muteOf(listed, after)).toBeNull();
  expect(muteOf({ ...listed, mutedUntil: "2026-03-11T06:01:00Z" }, after)).toBe("muted");
  expect(muteOf({ ...listed, mutedUntil: "2026-03-11T06:00:00Z" }, after)).toBeNull();
  // Off says more.
  expect(muteOf({ ...listed, monitor: { ...MONITOR, enabled: false } }, within)).toBeNull();
});
