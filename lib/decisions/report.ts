import { randomBytes } from "node:crypto";
import { z } from "zod";

import { traceIdOfName } from "@/lib/model/client-ids";

/** Why an end user reports an answer. */
const REPORT_REASONS = ["wrong", "outdated", "unfair", "harmful", "other"] as const;

/** The body of `POST /api/v1/reports`. */
export const ReportInput = z.object({
  trace_id: z.string().trim().min(1).max(512).transform(traceIdOfName).meta({
    description: "The trace of the answer, or the id of its own that the application gave it.",
  }),
  reason: z.enum(REPORT_REASONS).default("other"),
  comment: z
    .string()
    .trim()
    .max(2_000, { error: "Use at most 2,000 characters." })
    .optional()
    .meta({ description: "What is wrong, in the words of whoever reports." }),
});

export const reportAnswerSchema = z.object({
  receipt: z.string().meta({ description: "Name it when you ask about the report." }),
});

/** Letters and digits that are not taken for each other. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 12;

/** "R-7KQ2-M9XD-4HBT": nobody guesses one. */
export function newReceipt(): string {
  const digits: string[] = [];
  while (digits.length < LENGTH)
    for (const byte of randomBytes(LENGTH))
      // The rest would make the first letters more frequent.
      if (byte < 240 && digits.length < LENGTH) digits.push(ALPHABET[byte % ALPHABET.length] as string);
  return `R-${digits.join("").replace(/(.{4})(?=.)/g, "$1-")}`;
}
