"use server";

import { redirect } from "next/navigation";

import { signInPath } from "@/lib/auth/return-path";

import { signOut } from "./session";

/** Ends this browser's session; those of other browsers go on. */
export async function signOutAction(): Promise<void> {
  await signOut();
  redirect(signInPath("/", "signed-out"));
}
