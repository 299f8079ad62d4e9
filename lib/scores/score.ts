import { z } from "zod";

/** A judgement of a trace, one of its spans, or a session, as the API gives it. */
export const scoreSchema = z.object({
  id: z.string(),
  name: z.string(),
  value: z.union([z.number(), z.string(), z.boolean()]).nullable(),
  data_type: z.enum(["number", "category", "boolean"]),
  source: z.enum(["user", "reviewer", "code", "model"]),
  comment: z.string().nullable(),
  correction: z.string().nullable(),
  trace_id: z.string().nullable(),
  session_id: z.string().nullable(),
  span_id: z.string().nullable(),
  created_at: z.string(),
});
export type Score = z.infer<typeof scoreSchema>;
