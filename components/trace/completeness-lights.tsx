import { cn } from "@/components/ui/cn";
import { UNKNOWN } from "@/lib/format/significant";
import { completenessParts } from "@/lib/traces/completeness-words";
import type { TraceHead } from "@/lib/traces/summary";

/** Which of the five parts a trace holds: filled, hollow when missing, a dash where there is nothing to hold. */
export function CompletenessLights({
  completeness,
  notes,
  labelled = true,
}: Pick<TraceHead, "completeness" | "notes"> & { labelled?: boolean }) {
  // A part that is held may still not be whole.
  const isCut = notes.includes("truncated");
  const states = completenessParts(completeness);
  const applicable = states.filter((part) => part.state !== null);
  const held = applicable.filter((part) => part.state === true).length;
  const words = states.map((part) => part.words);
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
