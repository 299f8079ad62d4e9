import { z } from "zod";

import { Failure } from "@/lib/errors";
import { badRequest } from "@/lib/http/parse";

import { assembleWith } from "./assemble";
import { MAX_LIST_BYTES, PriceListFile } from "./format";

/**
 * A list that somebody loads: one that `npm run prices` wrote, or a table as genai-prices or LiteLLM publish it. Such a table takes
 * the place of the older one of its kind; the other source and the corrections stay as they are in the list of now.
 * @param today YYYY-MM-DD: a published table says no day, and is as new as the moment in which it was fetched
 * @throws Failure bad_request, body_too_large
 */
export function readList(text: string, now: PriceListFile, today: string): PriceListFile {
  if (Buffer.byteLength(text) > MAX_LIST_BYTES)
    throw new Failure(
      "body_too_large",
      `A price list has at most ${MAX_LIST_BYTES / 1e6} MB; this one has more.`,
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Failure("bad_request", "This is not JSON.", { cause: error });
  }
  try {
    return PriceListFile.parse(isOurs(value) ? value : assembleWith(now, value, today));
  } catch (error) {
    if (error instanceof z.ZodError) throw notAList(error);
    throw error;
  }
}

const isOurs = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "format" in value && "models" in value;

function notAList(error: z.ZodError): Failure {
  const failure = badRequest(error);
  return new Failure(
    "bad_request",
    `This is neither a list of Recount nor a table of genai-prices or LiteLLM (${failure.message.slice(0, 200)}).`,
    { cause: error },
  );
}
