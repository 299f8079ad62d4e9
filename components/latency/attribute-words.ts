import { failureLabel } from "@/components/traces/failure-words";
import { type VersionNames, valueLabel, WORD_LABEL } from "./words";

const ATTRIBUTE_LABEL: Readonly<Record<string, string>> = {
  ...WORD_LABEL,
  user: "User",
  tool: "Tool",
  status: "Outcome",
  failure: "Failure",
  streamed: "Streamed",
  tool_mode: "Tools",
  model_calls: "Model calls",
  retried: "Something was tried again",
  savable: "Tools waited without need",
  step: "Step",
  finish_reason: "Finish reason",
  repeats: "One of several attempts",
};

const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  status: { ok: "OK", error: "Failed" },
  tool_mode: {
    none: "none",
    single: "one",
    sequential: "one after the other",
    parallel: "at once",
    mixed: "some at once",
  },
};

export const attributeLabel = (attribute: string): string => ATTRIBUTE_LABEL[attribute] ?? attribute;

/** A compared value as people read it. */
export function attributeValue(attribute: string, value: string | null, versions: VersionNames): string {
  if (value === "true") return "yes";
  if (value === "false") return "no";
  if (value !== null && attribute === "failure") return failureLabel(value);
  return (value === null ? undefined : VALUES[attribute]?.[value]) ?? valueLabel(attribute, value, versions);
}
