import { expect, it } from "vitest";

import { POST } from "./route";

it("what anybody may send to signing in is read up to a limit", async () => {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      taken += 16_384;
      controller.enqueue(new Uint8Array(16_384));
    },
  });
  const url = "http://localhost/api/auth/callback/credentials";
  const request = new Request(url, { method: "POST", body, duplex: "half" } as RequestInit);
  const answer = await POST(request, { params: Promise.resolve({ nextauth: ["callback", "credentials"] }) });
  expect([answer.status, await answer.json()]).toMatchObject([413, { error: { code: "body_too_large" } }]);
  expect(taken).toBeLessThan(200_000);
});
