import { Badge } from "@/components/ui/badge";
import { AbsoluteTime } from "@/components/ui/relative-time";
import type { DecisionRecord } from "@/lib/decisions/get-record";

import { LongPassage } from "./long-passage";
import { Nothing, RecordSection } from "./record-section";

export const RecordOutput = ({ output, calls }: Pick<DecisionRecord, "output" | "calls">) => {
  const last = calls.at(-1);
  const parameters = Object.entries(last?.parameters ?? {});
  return (
    <RecordSection title="The answer, as the model gave it">
      {output === null ? (
        <Nothing>No answer was recorded.</Nothing>
      ) : (
        <LongPassage text={output} most={2_000} where="the trace holds all of it" />
      )}
      {last !== undefined && (
        <p className="text-xs wrap-anywhere text-ink-3">
          {[last.provider, last.model].filter(Boolean).join(" ") || "Model not recorded"}
          {parameters.length > 0 &&
            ` · ${parameters.map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`).join(", ")}`}
          {last.finishReason !== null && ` · ended by ${last.finishReason}`}
        </p>
      )}
    </RecordSection>
  );
};

export const RecordPath = ({ path }: Pick<DecisionRecord, "path">) => (
  <RecordSection title="How it came about" aside="in order">
    {path.length === 0 ? (
      <Nothing>No step was recorded.</Nothing>
    ) : (
      <ol className="grid gap-0.5">
        {path.map(({ spanId, who, what, failed }, at) => (
          <li key={`${spanId} ${at}`} className="grid grid-cols-[1.5rem_5rem_minmax(0,1fr)] gap-x-2 text-s">
            <span className="tabular text-right text-ink-3">{at + 1}</span>
            <span className="truncate text-ink-2">{who}</span>
            <span className="wrap-anywhere">
              {failed && <strong className="font-semibold text-bad">Failed. </strong>}
              {what}
            </span>
          </li>
        ))}
      </ol>
    )}
  </RecordSection>
);

const SOURCES = { user: "End user", reviewer: "Reviewer", code: "Program", model: "Model" } as const;

/** What people said of it afterwards: judgements, corrections, reports, comments. */
export const RecordReviews = ({ reviews, comments }: Pick<DecisionRecord, "reviews" | "comments">) => (
  <RecordSection title="What people said of it afterwards">
    {reviews.length + comments.length === 0 ? (
      <Nothing>No person has reviewed, overridden, reported or commented on it.</Nothing>
    ) : (
      <ul className="grid gap-1 text-s">
        {reviews.map(({ id, name, value, source, comment, correction, created_at }) => (
          <li key={id} data-keep className="wrap-anywhere">
            <span className="font-medium">
              {name === "reported_error" ? `Reported by its user (${id})` : `${SOURCES[source]}: ${name}`}
            </span>{" "}
            {String(value)}{" "}
            <span className="text-ink-3">
              <AbsoluteTime at={created_at} />
            </span>
            {comment !== null && <> · {comment}</>}
            {correction !== null && (
              <>
                {" "}
                <Badge tone="warn">Overridden</Badge> {correction}
              </>
            )}
          </li>
        ))}
        {comments.map(({ id, author, text, at }) => (
          <li key={`comment ${id}`} data-keep className="wrap-anywhere">
            <span className="font-medium">{author}</span> {text}{" "}
            <span className="text-ink-3">
              <AbsoluteTime at={at} />
            </span>
          </li>
        ))}
      </ul>
    )}
  </RecordSection>
);

export const RecordMissing = ({ missing }: Pick<DecisionRecord, "missing">) => (
  <RecordSection title="What is not recorded">
    {missing.length === 0 ? (
      <Nothing>Prompt version, context, answer, tool results and cost are all there.</Nothing>
    ) : (
      <ul className="list-disc pl-5 text-s">
        {missing.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    )}
  </RecordSection>
);
