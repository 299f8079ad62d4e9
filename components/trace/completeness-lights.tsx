import { cn } from "@/components/ui/cn";
import { UNKNOWN } from "@/lib/format/significant";
import type { TraceHead } from "@/lib/traces/summary";

const PARTS = [
  { key: "prompt_version", name: "Prompt version", missing: "no system prompt was recorded" },
  { key: "context", name: "Context", missing: "what was retrieved was not recorded" },
  { key: "output", name: "Output", missing: "the model's answer was not recorded" },
  { key: "tool_results", name: "Tool results", missing: "a tool was called and its result was not recorded" },
  { key: "cost", name: "Cost", missing: "tokens or a price are missing" },
] as const;

/** Which of the five parts a trace holds: filled, hollow when missing, a dash where there is nothing to hold. */
export function CompletenessLights({
  completeness,
  notes,
  labelled = true,
}: Pick<TraceHead, "completeness" | "notes"> & { labelled?: boolean }) {
  // A part that is held may still not be whole.
  const isCut = notes.includes("truncated");
  const states = PARTS.map((part) => ({ ...part, state: completeness[part.key] }));
  const applicable = states.filter((part) => part.state !== null);
  const held = applicable.filter((part) => part.state === true).length;
  const words = states.map(
    ({ name, state, missing }) => `${name}: ${state === null ? "not applicable" : state ? "yes" : missing}`,
  );
  if (isCut) words.push("Some of it was cut by the client");
  return (
    <span
      tabIndex={0}
      role="img"
      aria-label={`Complete: ${held} of ${applicable.length}. ${words.join(". ")}`}
      data-tip={words.join("\n")}
      className="inline-flex items-center gap-2 rounded-s"
    >
      <span className="flex gap-0.75">
        {states.map(({ key, state }) => (
          <span
            key={key}
            className={cn(
              "size-2 rounded-[2px]",
              state === true && "bg-ink-2",
              state === false && "shadow-[inset_0_0_0_1.5px_var(--bad)]",
              state === null && "mt-0.75 h-0.5 bg-line-control",
            )}
          />
        ))}
      </span>
      {labelled && (
        <span className={cn("tabular", held < applicable.length && "text-bad")}>
          {applicable.length === 0 ? UNKNOWN : `${held} of ${applicable.length}${isCut ? ", cut" : ""}`}
        </span>
      )}
    </span>
  );
}
