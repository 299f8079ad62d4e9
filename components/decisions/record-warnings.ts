import { plural } from "@/lib/format/count";
import type { DecisionRecord } from "@/lib/decisions/get-record";

/** What somebody who has a minute should look at, in sentences. */
export function warningsOf(
  record: Pick<DecisionRecord, "claims" | "actions" | "documents" | "policies" | "reviews" | "missing">,
): string[] {
  const lacking = record.claims.filter(({ unsupported }) => unsupported.length > 0);
  const ghosts = record.actions.filter(({ state }) => state === "ghost");
  const superseded = record.documents.filter((document) => document.superseded !== null);
  const reports = record.reviews.filter(({ name, source }) => name === "reported_error" && source === "user");
  const overrides = record.reviews.filter(({ correction }) => correction !== null);
  const facts = [...new Set(lacking.flatMap(({ unsupported }) => unsupported))];
  return [
    ...(lacking.length > 0
      ? [
          `${plural(lacking.length, "claim")} without support: ${facts.slice(0, 6).join(", ")}${facts.length > 6 ? ", …" : ""}.`,
        ]
      : []),
    ...(ghosts.length > 0
      ? [
          `${plural(ghosts.length, "action")} that the answer claims and no tool did: ${[...new Set(ghosts.map(({ word }) => word))].join(", ")}.`,
        ]
      : []),
    ...(superseded.length > 0
      ? [
          `${plural(superseded.length, "document")} superseded since: ${superseded.map(({ name }) => name).join(", ")}.`,
        ]
      : []),
    ...(reports.length > 0
      ? [`Reported by its user ${reports.length === 1 ? "once" : `${reports.length} times`}.`]
      : []),
    ...(overrides.length > 0 ? ["A person has overridden it."] : []),
    ...(record.missing.length > 0
      ? [`${plural(record.missing.length, "thing")} not recorded: the last section says which.`]
      : []),
  ];
}
