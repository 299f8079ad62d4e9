"use server";

import { redirect } from "next/navigation";

import { signInPath } from "@/lib/auth/return-path";

import { endSession } from "./session";

/** Ends this browser's session; sessions elsewhere go on. */
export async function signOutAction(): Promise<void> {
  await endSession();
  redirect(signInPath("/", "signed-out"));
}
