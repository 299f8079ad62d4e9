import { Badge } from "@/components/ui/badge";
import type { CheckedAction } from "@/lib/decisions/actions";
import type { DecisionRecord } from "@/lib/decisions/get-record";

import { Nothing, RecordSection } from "./record-section";

const anchorOf = (id: string): string => `#${idOf(id)}`;
/** Of the element that shows a piece of evidence. */
export const idOf = (id: string): string => `evidence-${id.replaceAll(" ", "-")}`;

/** Each claim of the answer with what holds the same, those without support first. */
export function RecordClaims({ claims, evidence }: Pick<DecisionRecord, "claims" | "evidence">) {
  const lacking = claims.filter(({ unsupported }) => unsupported.length > 0);
  const held = claims.filter(({ unsupported }) => unsupported.length === 0);
  return (
    <RecordSection
      title="What the answer claims"
      aside={claims.length === 0 ? undefined : `${held.length} of ${claims.length} claims supported`}
    >
      {claims.length === 0 ? (
        <Nothing>The answer states no figures, dates, names or identifiers.</Nothing>
      ) : (
        <ol className="grid gap-1">
          {[...lacking, ...held].map((claim) => (
            <ClaimRow key={claim.start} claim={claim} evidence={evidence} />
          ))}
        </ol>
      )}
      <p className="text-xs text-ink-3">
        A claim is a sentence with figures, dates, names or identifiers. Supported: a document or result holds
        the same ones. That says where they come from, not that the sentence is true.
      </p>
    </RecordSection>
  );
}

function ClaimRow({
  claim,
  evidence,
}: {
  claim: DecisionRecord["claims"][number];
  evidence: DecisionRecord["evidence"];
}) {
  const { text, times, unsupported, best, facts } = claim;
  const others = [...new Set(facts.flatMap(({ heldBy }) => heldBy.slice(0, 1)))].filter((id) => id !== best);
  return (
    <li
      data-keep
      className="grid gap-0.5 text-s md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] md:gap-4 print:grid-cols-[3fr_2fr] print:gap-4"
    >
      <span className="wrap-anywhere">
        {text}
        <Times times={times} />
      </span>
      <span className="wrap-anywhere">
        {unsupported.length > 0 && (
          <span className="text-bad">
            <strong className="font-semibold">No support:</strong> {unsupported.join(", ")}.{" "}
          </span>
        )}
        {[...(best === null ? [] : [best]), ...others].map((id, at) => (
          <span key={id}>
            {at > 0 && ", "}
            <a href={anchorOf(id)} className="text-accent hover:underline">
              {evidence[id] ?? id}
            </a>
          </span>
        ))}
        {facts.some(({ computed }) => computed) && (
          <span className="text-ink-3">
            {" "}
            · computed:{" "}
            {facts
              .filter(({ computed }) => computed)
              .map((fact) => fact.text)
              .join(", ")}
          </span>
        )}
      </span>
    </li>
  );
}

/** How often the answer says it, where that is more than once. */
const Times = ({ times }: { times: number }) =>
  times > 1 && <span className="text-ink-3"> · said {times.toLocaleString("en")} times</span>;

const STATES: Record<CheckedAction["state"], { tone: "bad" | "neutral"; word: string }> = {
  ghost: { tone: "bad", word: "No tool did it" },
  reported: { tone: "neutral", word: "Told by a result" },
  done: { tone: "neutral", word: "Done" },
};

/** What the answer says has been done, against tools that succeeded. */
export function RecordActions({ actions, tools }: Pick<DecisionRecord, "actions" | "tools">) {
  const nameOf = (id: string | null): string | undefined => tools.find((tool) => tool.id === id)?.name;
  return (
    <RecordSection title="What the answer says has been done">
      {actions.length === 0 ? (
        <Nothing>The answer claims no action.</Nothing>
      ) : (
        <ul className="grid gap-1">
          {actions.map(({ text, times, word, state, by, failedTools, start, deed }) => (
            <li
              key={`${start} ${deed}`}
              data-keep
              className="grid gap-0.5 text-s md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] md:gap-4 print:grid-cols-[3fr_2fr] print:gap-4"
            >
              <span className="wrap-anywhere">
                {text}
                <Times times={times} />
              </span>
              <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
                <Badge tone={STATES[state].tone}>
                  {state === "reported" && by === null ? "Decided" : STATES[state].word}
                </Badge>
                <span className="wrap-anywhere">
                  {by === null && state === "reported" ? (
                    "the outcome of this decision"
                  ) : by === null ? (
                    <>
                      “{word}”:{" "}
                      {failedTools.length > 0 ? `${failedTools.join(", ")} failed` : "no such tool succeeded"}
                    </>
                  ) : (
                    <a href={anchorOf(by)} className="text-accent hover:underline">
                      {nameOf(by) ?? by}
                    </a>
                  )}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </RecordSection>
  );
}
