import NextAuth from "next-auth/next";
import type { NextRequest } from "next/server";

import { authOptions } from "@/app/auth";

type Extra = { params: Promise<{ nextauth: string[] }> };

async function handle(request: NextRequest, extra: Extra): Promise<Response> {
  return (await NextAuth(request, extra, await authOptions(request.headers))) as Response;
}

export { handle as GET, handle as POST };
