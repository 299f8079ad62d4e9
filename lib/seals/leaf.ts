import { leafHash } from "./merkle";

/** The trees of a project: its traces, and its audit log. */
export const LOGS = ["traces", "audit"] as const;
export type Log = (typeof LOGS)[number];

/** What a leaf of a tree says; its hash is that of this as canonical JSON. */
export interface Leaf {
  log: Log;
  /** Id of the trace, 32 hex digits; of the row of the audit log. */
  subject: string;
  /** Of the same subject, from 1. */
  version: number;
  /** Leaf of the version before. */
  previous: number | null;
  /** settled: nothing came for a while; changed: facts came late; erased: something was erased; asked: somebody asked for it. */
  reason: string;
  /** SHA-256 of the list of fields, as hex digits. */
  fields: string;
  /** ISO 8601, milliseconds. */
  sealedAt: string;
}

/** Canonical JSON (RFC 8785), written out: its names are always the same. */
export const leafText = ({ log, subject, version, previous, reason, fields, sealedAt }: Leaf): string =>
  `{"fields":"${fields}","log":"${log}","previous":${previous},"reason":${JSON.stringify(reason)},"sealed_at":"${sealedAt}","subject":${JSON.stringify(subject)},"v":1,"version":${version}}`;

export const hashOfLeaf = (leaf: Leaf): Buffer => leafHash(leafText(leaf));

/** As the database tells times, with the milliseconds that a leaf has. */
export const asMilliseconds = (at: string): string => new Date(at).toISOString();
