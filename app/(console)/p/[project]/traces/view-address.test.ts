import { expect, it } from "vitest";

import type { SavedView } from "@/lib/views/list-views";

import { viewAddress } from "./view-address";

const view = (id: number, query: string, more: Partial<SavedView> = {}): SavedView => ({
  ...{ id, name: `v${id}`, query, shared: true, savedBy: "Ann", isDefault: false, isProjectDefault: false },
  ...more,
});
const VIEWS = [view(1, "status=error&range=7d", { isProjectDefault: true }), view(2, "feature=a&feature=b")];
const addressOf = (words: Record<string, string | string[]>, views = VIEWS) =>
  viewAddress("/t", words, views);

it("a view that is named alone becomes the whole of its list", () => {
  expect(addressOf({ view: "2" })).toBe("/t?feature=a&feature=b&view=2");
  expect(addressOf({ view: "2", range: "1h", tz: "UTC" })).toBe(
    "/t?feature=a&feature=b&range=1h&tz=UTC&view=2",
  );
  expect(addressOf({ view: "1", range: "1h" })).toBe("/t?status=error&range=7d&view=1");
});

it("an address that says what it wants is left alone, and so is one of a view that is gone", () => {
  expect(addressOf({ view: "2", status: "ok" })).toBeNull();
  expect(addressOf({ from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" })).toBeNull();
  expect(addressOf({ q: "x" })).toBeNull();
  expect(addressOf({ view: "9" })).toBeNull();
  expect(addressOf({ view: "none" })).toBeNull();
});

it("nothing asked for is the default: one's own before the project's", () => {
  expect(addressOf({ range: "1h" })).toBe("/t?status=error&range=7d&view=1");
  expect(addressOf({}, [...VIEWS, view(3, "", { isDefault: true, shared: false })])).toBe("/t?view=3");
  expect(addressOf({}, [view(2, "feature=a")])).toBeNull();
});
