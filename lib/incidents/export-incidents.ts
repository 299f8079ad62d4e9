import { recordExport } from "@/lib/audit/record-export";
import { type CsvCell, toCsv } from "@/lib/format/csv";
import type { Context } from "@/lib/context";

import { incidentSummaryOf, type IncidentSummaryDocument } from "./document";
import { listIncidents, type ListIncidents } from "./list-incidents";

/** A file of more nobody opens; the API goes on from there. */
const MOST = 10_000;
const PAGE = 200;

/** The table of incidents with all digits, newest first, at most 10,000. @throws Failure forbidden, bad_request */
export async function exportIncidents(
  ctx: Context,
  filter: Pick<ListIncidents, "state" | "severity" | "q">,
  format: "csv" | "json",
): Promise<string> {
  const all: IncidentSummaryDocument[] = [];
  let before: string | undefined;
  do {
    const page = await listIncidents(ctx, { ...filter, limit: PAGE, ...(before && { before }) });
    all.push(...page.data.map(incidentSummaryOf));
    before = page.next ?? undefined;
  } while (before !== undefined && all.length < MOST);
  await recordExport(ctx, "incidents.exported", { detail: { format } });
  if (format === "json") return `${JSON.stringify({ data: all }, null, 2)}\n`;
  return toCsv(
    COLUMNS.map(([name]) => name),
    all.map((incident) => COLUMNS.map(([, cell]) => cell(incident))),
  );
}

const COLUMNS: readonly (readonly [string, (incident: IncidentSummaryDocument) => CsvCell])[] = [
  ["id", ({ id }) => id],
  ["state", ({ state }) => state],
  ["severity", ({ severity }) => severity],
  ["title", ({ title }) => title],
  ["rules", ({ rules }) => rules.join(" ")],
  ["findings", ({ findings }) => findings],
  ["owner", ({ owner }) => owner?.name ?? null],
  ["began_at", (incident) => incident.began_at],
  ["opened_at", (incident) => incident.opened_at],
  ["acknowledged_at", (incident) => incident.acknowledged_at],
  ["acknowledged_by", (incident) => incident.acknowledged_by],
  ["resolved_at", (incident) => incident.resolved_at],
  ["resolved_by", (incident) => incident.resolved_by],
  ["resolution", ({ resolution }) => resolution],
  ["reviewed_at", (incident) => incident.reviewed_at],
  ["reviewed_by", (incident) => incident.reviewed_by],
  ["interactions", ({ impact }) => impact?.interactions ?? null],
  ["failed", ({ impact }) => impact?.failed ?? null],
  ["users", ({ impact }) => impact?.users ?? null],
  ["cost_usd", ({ impact }) => impact?.cost_usd ?? null],
  ["unknown_cost_calls", ({ impact }) => impact?.unknown_cost_calls ?? null],
  ["simulated", ({ simulated }) => simulated],
];
