import { z } from "zod";

/** What is left out of a file; its hash stays, so that the rest still verifies. */
export const LEFT_OUT = ["content", "attributes", "people"] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

const MOST_PATHS = 1_000;

/** What a file of evidence is asked for with. */
export const evidenceQuerySchema = z.object({
  kind: z
    .enum(["trace", "incident", "session", "decisions", "subject", "range"], {
      error: "must be trace, incident, session, decisions, subject or range",
    })
    .meta({
      description:
        "A decision (its trace), an incident (its examples), a session, all decisions about somebody, a subject (all of a user id), or all of a range of time.",
    }),
  of: z.string().min(1).max(500).optional().meta({
    description:
      "The trace's id, the incident's, the session's, the subject of the decisions (in clear, or as it is listed), or the user id; none for a range.",
  }),
  from: z.iso
    .datetime({ offset: true, error: "must be a time, such as 2026-01-31T00:00:00Z" })
    .optional()
    .meta({
      description: "Not of a trace or an incident: traces that began then or later.",
    }),
  to: z.iso
    .datetime({ offset: true, error: "must be a time, such as 2026-01-31T00:00:00Z" })
    .optional()
    .meta({
      description: "Traces that began before.",
    }),
  leave_out: z
    .array(z.string())
    .default([])
    .transform((given) => given.flatMap((words) => words.split(",")).filter((word) => word !== ""))
    .pipe(z.array(z.enum(LEFT_OUT, { error: "must be content, attributes, people, or several of them" })))
    .meta({
      description:
        "What is withheld: `content` (what was said, with attributes), `attributes` (spans as they were sent), `people` (user and session ids, who did what, with attributes).",
    }),
  path: z.array(z.string().max(500)).max(MOST_PATHS).default([]).meta({
    description: "Single fields that are withheld, by their path as the file names it.",
  }),
  format: z.enum(["html", "json"]).default("html").meta({
    description: "A page that reads and checks itself, or the evidence alone.",
  }),
  reason: z
    .string()
    .trim()
    .max(500)
    .optional()
    .meta({ description: "Why it is made: it stands in the file and in the audit log." }),
  tz: z.string().max(100).optional().meta({ description: "Zone in which the page tells times." }),
});
export type EvidenceQuery = z.output<typeof evidenceQuerySchema>;
