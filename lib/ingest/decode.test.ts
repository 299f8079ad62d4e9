import { describe, expect, it } from "vitest";

import { decodeCase, differences, WIRE_CLIENTS, wireCases } from "./wire-case.testing";
import type { WireCase } from "./wire-case.testing";

/** Endpoints of OpenTelemetry, and Langfuse's. */
const isRead = (one: WireCase) =>
  one.meta.requests.every(
    (request) => request.file === null || /v1\/(?:traces|logs|metrics)\/?$|\/ingestion$/.test(request.path),
  );
const cases = wireCases(WIRE_CLIENTS)?.filter(isRead) ?? null;

describe("what real clients sent is decoded to what their programs did", () => {
  if (cases === null)
    it("recorded requests are absent: set RECOUNT_FIXTURES to the folder that holds fixtures/wire", () =>
      expect(cases).toBeNull());
  for (const one of cases ?? [])
    it(one.name, () => {
      const decoded = decodeCase(one);
      expect(decoded.rejected).toBe(0);
      expect(differences(one, decoded)).toEqual([]);
    });
});
