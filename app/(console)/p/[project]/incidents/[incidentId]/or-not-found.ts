import { notFound } from "next/navigation";

import { Failure } from "@/lib/errors";

/** What an address of an incident names; what is none, or another project's, is "not found". */
export async function orNotFound<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof Failure && error.code === "not_found") notFound();
    throw error;
  }
}
