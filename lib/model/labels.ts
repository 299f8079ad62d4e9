/**
 * Labels of a span: words that many spans share. A row of `span_rows` names the set that holds all of them (`label_sets`); its own
 * column `own_labels` has them in this order where they are in no set, or were changed since. The view `spans` shows them as
 * columns, and its places are these: a new label comes last.
 */
export const LABELS = [
  "kind",
  "name",
  "service",
  "environment",
  "release",
  "version",
  "feature",
  "function_name",
  "trace_name",
  "provider",
  "request_model",
  "response_model",
  "model_name",
  "service_tier",
  "endpoint_region",
  "finish_reason",
  "tool_name",
  "prompt_name",
  "prompt_label",
  "usage_rule",
  "error_type",
  "failure",
] as const;

export type Label = (typeof LABELS)[number];
export type Labels = Record<Label, string | null>;

/** `own_labels` of a row with these labels and no others. */
export function ownLabels(labels: Readonly<Partial<Labels>>): (string | null)[] {
  const own = LABELS.map((name) => labels[name] ?? null);
  return own.slice(0, own.findLastIndex((label) => label !== null) + 1);
}

/** Where a row of `span_rows` keeps a label itself. */
export const ownLabelSql = (label: Label): string => `own_labels[${LABELS.indexOf(label) + 1}]`;
