import { z } from "zod";

import type { Json } from "@/lib/model/json";

/** A file of evidence, as JSON. What each part is checked by stands in the README that it carries. */
export interface Bundle {
  format: "recount-evidence/1";
  /** {@link Manifest} as canonical JSON: what is signed. */
  manifest: string;
  manifest_key: string;
  manifest_signature: string;
  keys: BundleKey[];
  heads: BundleHead[];
  records: BundleRecord[];
  /** Lines of draft-sahu-agent-action-receipts-00, one a tool call. */
  receipts: string[];
}

export interface Manifest {
  v: 1;
  kind: string;
  of: string;
  project: string;
  made_by: string;
  made_at: string;
  reason: string | null;
  left_out: string[];
  /** How many there are. */
  records: number;
  /** Traces that were asked for and are not in the file, with why. */
  missing: { trace: string; why: string }[];
  /** SHA-256 of each part as canonical JSON. */
  parts: { keys: string; heads: string; records: string; receipts: string };
  /** SHA-256 of what the page shows between its two marks. */
  page: string;
  /** SHA-256 of the whole page, the evidence in it taken out. Absent in older files. */
  file?: string;
  /** SHA-256 of the words that the page shows, which a browser can tell of itself. Absent in older files. */
  words?: string;
}

export interface BundleKey {
  announcement: string;
  signature: string | null;
}

export interface BundleHead {
  body: string;
  signature: string;
  /** That this tree continues the one of the head before it in the file; null: it is the first of its tree. */
  consistency: string[] | null;
}

export interface BundleRecord {
  leaf: {
    v: 1;
    log: string;
    subject: string;
    version: number;
    previous: number | null;
    reason: string;
    fields: string;
    sealed_at: string;
  };
  index: number;
  /** Number of the head. */
  head: number;
  proof: string[];
  list: Entry[];
}

/** Why a field's value is not there: it was withheld from this file, erased from the store, or is another one by now. */
export type Withheld = "withheld" | "erased" | "replaced";

export type Entry =
  | { path: string; value: Json; salt: string }
  | { path: string; hash: string; state: Withheld }
  | { path: string; same: number; count: number };

export const isShown = (entry: Entry | undefined): entry is { path: string; value: Json; salt: string } =>
  entry !== undefined && "value" in entry;

const hex = z.string();

/** {@link Bundle} for the description of the API. */
export const bundleSchema = z.object({
  format: z.literal("recount-evidence/1"),
  manifest: z.string().meta({
    description: "What the file is, by whom and when it was made, as canonical JSON: what is signed.",
  }),
  manifest_key: z.string(),
  manifest_signature: hex,
  keys: z.array(z.object({ announcement: z.string(), signature: hex.nullable() })),
  heads: z.array(z.object({ body: z.string(), signature: hex, consistency: z.array(hex).nullable() })),
  records: z.array(
    z.object({
      leaf: z.object({
        v: z.literal(1),
        log: z.enum(["traces", "audit"]),
        subject: z.string(),
        version: z.number(),
        previous: z.number().nullable(),
        reason: z.string(),
        fields: hex,
        sealed_at: z.string(),
      }),
      index: z.number(),
      head: z.number(),
      proof: z.array(hex),
      list: z.array(
        z.object({
          path: z.string(),
          value: z.json().optional(),
          salt: hex.optional(),
          hash: hex.optional(),
          state: z.enum(["withheld", "erased", "replaced"]).optional(),
          same: z.number().optional(),
          count: z.number().optional(),
        }),
      ),
    }),
  ),
  receipts: z.array(z.string()).meta({ description: "Lines of draft-sahu-agent-action-receipts-00." }),
});
