import NextAuth from "next-auth/next";
import { NextRequest } from "next/server";

import { authOptions } from "@/app/auth";
import { isPasswordWorkFull, tooManyPasswords } from "@/lib/auth/password-work";
import { readBody } from "@/lib/http/read-body";
import { RequestLog } from "@/lib/http/request-log";
import { route } from "@/lib/http/route";

type Extra = { params: Promise<{ nextauth: string[] }> };

/** Far more than an e-mail address and a password. The library holds the whole body in memory, and anybody may send one. */
const MAX_BYTES = 64 * 1024;

const CHECKS_PASSWORD = /\/callback\/credentials$/;

const handle = route(async (request, extra: Extra) => {
  const [action, word] = (await extra.params).nextauth;
  if (action === "error") return toSignIn(new URL(request.url).searchParams.get("error") || word);
  // Before a try is counted against anybody.
  if (isPasswordWorkFull() && CHECKS_PASSWORD.test(new URL(request.url).pathname)) throw tooManyPasswords();
  const asked = request.method === "POST" ? await bounded(request) : new NextRequest(request);
  return (await NextAuth(asked, extra, await authOptions(asked))) as Response;
});

/** Where failures are told. The library would write `undefined` where no error is named, and what is named as it came. */
const toSignIn = (error = "Default"): Response =>
  new Response(null, { status: 302, headers: { location: `/sign-in?${new URLSearchParams({ error })}` } });

/** The same request, its body read. @throws Failure body_too_large */
async function bounded({ url, method, headers, body }: Request): Promise<NextRequest> {
  const bytes = await readBody({ url, headers, body, log: new RequestLog("") }, MAX_BYTES, "fixed");
  return new NextRequest(url, { method, headers, body: bytes as Uint8Array<ArrayBuffer> });
}

export { handle as GET, handle as POST };
