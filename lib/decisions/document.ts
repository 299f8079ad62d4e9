import { z } from "zod";

import { instant } from "@/lib/traces/filter";

/** Decisions in the words of the public API, which are those of the console too. */

const words = z.array(z.string().max(1024)).default([]);

export const MOST_A_PAGE = 1_000;
const LIMIT = `must be a whole number from 1 to ${MOST_A_PAGE}`;

export const decisionListQuerySchema = z.object({
  from: instant.optional().meta({ description: "Start of the range; the beginning unless told." }),
  to: instant.optional().meta({ description: "End of the range, not included; now unless told." }),
  subject: z.string().max(512).optional().meta({
    description:
      "Whom it was about, in clear, to the letter; a project that hashes subjects hashes it first.",
  }),
  outcome: words.meta({ description: "What was decided; repeat for any of several." }),
  feature: words.meta({ description: "Product feature; repeat for any of several." }),
  environment: words.meta({ description: "Deployment environment; repeat for any of several." }),
  tool: words.meta({ description: "A tool that it used; repeat for any of several." }),
  document: z.string().max(512).optional().meta({ description: "Id of a document that it was given." }),
  document_version: z.string().max(512).optional().meta({
    description: "With `document`: that version of it, as the client names versions.",
  }),
  prompt_version: words.meta({
    description:
      "A prompt version that it used: `name@version`, the version alone, or its fingerprint; repeat for any of several.",
  }),
  reported: z
    .enum(["true", "false"], { error: "must be true or false" })
    .transform((text) => text === "true")
    .optional()
    .meta({ description: "Whether an end user has reported the answer." }),
  missing: z
    .enum(["true", "false"], { error: "must be true or false" })
    .transform((text) => text === "true")
    .optional()
    .meta({ description: "Whether a part of the trace was not recorded." }),
  limit: z
    .string()
    .regex(/^\d{1,4}$/, { error: LIMIT })
    .transform(Number)
    .pipe(z.number().min(1, { error: LIMIT }).max(MOST_A_PAGE, { error: LIMIT }))
    .optional()
    .meta({ description: `Decisions a page: 1 to ${MOST_A_PAGE}, 50 unless told.` }),
  cursor: z.string().max(500).optional().meta({ description: "`next_cursor` of the page before." }),
  format: z
    .enum(["json", "csv"], { error: "must be json or csv" })
    .default("json")
    .meta({ description: "`csv`: the whole list, at most 100,000 rows." }),
});
export type DecisionListQuery = z.output<typeof decisionListQuerySchema>;

export const decisionSchema = z.object({
  trace_id: z.string(),
  started_at: z.string(),
  subject: z
    .string()
    .nullable()
    .meta({ description: "Whom it was about; a keyed hash where the project wants that; null: not known." }),
  subject_hashed: z.boolean(),
  outcome: z.string().nullable(),
  reasons: z.array(z.string()),
  marked_by: z.enum(["client", "rule"]).meta({ description: "Who says that the trace is a decision." }),
  rule: z.string().nullable().meta({ description: "Name of the rule, if one says it." }),
  feature: z.string().nullable(),
  environment: z.string().nullable(),
  release: z.string().nullable(),
  user_id: z.string().nullable(),
  tools: z.array(z.string()),
  documents: z
    .array(z.object({ id: z.string(), version: z.string().nullable() }))
    .meta({ description: "Documents that it was given, with their version as the client names it." }),
  missing: z.array(z.string()).meta({ description: "Parts of the trace that were not recorded." }),
  reports: z.number().meta({ description: "How often end users have reported the answer." }),
  erased_at: z.string().nullable(),
});
export type Decision = z.output<typeof decisionSchema>;
