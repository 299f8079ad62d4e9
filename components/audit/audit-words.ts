import type { AuditEntryDocument } from "@/lib/audit/document";
import { READ_ACTIONS } from "@/lib/audit/read-actions";

export const KIND_LABELS: Record<AuditEntryDocument["kind"], string> = {
  change: "Changes",
  read: "Reads",
  export: "Exports",
  sign_in: "Sign-ins",
};

export const SURFACE_LABELS: Record<NonNullable<AuditEntryDocument["surface"]>, string> = {
  page: "Console",
  api: "API",
  export: "Export",
  share: "Shared file",
  replay: "Replay server",
};

const OTHERS: Readonly<Record<string, string>> = {
  "session.began": "signed in",
  "session.ended": "signed out",
  "sign_in.refused": "sign-in refused",
  "audit.exported": "exported the audit log",
  "users.exported": "exported the list of users",
  "trace.shared": "saved the trace as a file",
};

/** What was done, in words: "member.role_changed" -> "member role changed". */
export const wordsOfAction = (action: string): string =>
  (READ_ACTIONS as Readonly<Record<string, string>>)[action] ??
  OTHERS[action] ??
  action.replaceAll(/[._]/g, " ");

/** How a filter names somebody. */
export const actorParam = ({ kind, id }: Pick<AuditEntryDocument["actor"], "kind" | "id">): string =>
  id === null ? "system" : `${kind}:${id}`;
