import { expect, it } from "vitest";

import { GET, POST } from "./route";

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

it.each([
  ["error", "Default"],
  ["error?error=", "Default"],
  ["error?error=AccessDenied", "AccessDenied"],
  ["error?error=Callback", "Callback"],
  ["error/Verification", "Verification"],
  ["error?error=a%26b%0d%0ac", "a&b\r\nc"],
])("%s leads to signing in, which says what failed", async (path, error) => {
  const request = new Request(`http://localhost/api/auth/${path}`);
  const nextauth = path.split("?", 1)[0]?.split("/") ?? [];
  const answer = await GET(request, { params: Promise.resolve({ nextauth }) });
  const to = new URL(answer.headers.get("location") ?? "", request.url);
  expect([answer.status, to.pathname, [...to.searchParams]]).toEqual([302, "/sign-in", [["error", error]]]);
});
