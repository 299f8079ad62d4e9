import { recordExport } from "@/lib/audit/record-export";
import type { Context } from "@/lib/context";
import { toCsv } from "@/lib/format/csv";

import { getPrompt } from "./get-prompt";
import type { Estimate, PromptListQuery } from "./document";
import { listPrompts } from "./list-prompts";

const HEAD = [
  "prompt_id",
  "name",
  "features",
  "versions",
  "first_seen_at",
  "last_seen_on",
  "calls",
  "interactions",
  "newest_version",
  "newest_fingerprint",
  "newest_first_seen_at",
  "newest_share",
  "newest_note",
];

type ExportFormat = "csv" | "json";

const json = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

/** The list of prompts as a file. @throws Failure forbidden */
export async function exportPrompts(
  ctx: Context,
  query: Partial<PromptListQuery>,
  format: ExportFormat,
): Promise<string> {
  const list = await listPrompts(ctx, query);
  await recordExport(ctx, "prompts.exported", { detail: { format } });
  if (format === "json") return json(list);
  return toCsv(
    HEAD,
    list.data.map(({ newest, ...one }) => [
      one.prompt_id,
      one.name,
      one.features.join("; "),
      one.versions,
      one.first_seen_at,
      one.last_seen_on,
      one.calls,
      one.interactions,
      newest.version,
      newest.fingerprint,
      newest.first_seen_at,
      newest.share,
      newest.note?.text ?? null,
    ]),
  );
}

const FIGURES = [
  "cost_per_interaction_usd",
  "latency_p50_ms",
  "latency_p95_ms",
  "ttft_p50_ms",
  "error_share",
  "complete_share",
] as const;

const boundsOf = (estimate: Record<keyof Estimate, string | number | null>) => [
  estimate.value,
  estimate.low,
  estimate.high,
];

/** The versions of a prompt with their figures as a file; scores, and where it is used, are in JSON alone. @throws Failure forbidden, not_found */
export async function exportPrompt(
  ctx: Context,
  query: Partial<PromptListQuery> & { promptId: string },
  format: ExportFormat,
): Promise<string> {
  const prompt = await getPrompt(ctx, query);
  await recordExport(ctx, "prompt.exported", { target: prompt.name, detail: { format } });
  if (format === "json") return json(prompt);
  return toCsv(
    [
      ...["number", "version", "fingerprint", "first_seen_at", "last_seen_on", "calls", "interactions"],
      ...FIGURES.flatMap((name) => [name, `${name}_low`, `${name}_high`]),
      ...["unknown_cost_count", "estimated_calls", "synthetic_clock", "ttft_count", "note", "note_author"],
    ],
    prompt.versions.map(({ figures, note, ...one }) => [
      one.number,
      one.version,
      one.fingerprint,
      one.first_seen_at,
      one.last_seen_on,
      figures.calls,
      figures.interactions,
      ...FIGURES.flatMap((name) => boundsOf(figures[name])),
      figures.unknown_cost_count,
      figures.estimated_calls,
      figures.synthetic_clock,
      figures.ttft_count,
      note?.text ?? null,
      note?.author ?? null,
    ]),
  );
}
