import { TriangleAlert } from "lucide-react";

import { plural } from "@/lib/format/count";
import type { DecisionRecord } from "@/lib/decisions/get-record";

import { RecordActions, RecordClaims } from "./record-claims";
import { RecordDocuments, RecordInputs, RecordPolicies, RecordTools } from "./record-evidence";
import { RecordHead } from "./record-head";
import { RecordMissing, RecordOutput, RecordPath, RecordReviews } from "./record-rest";
import { warningsOf } from "./record-warnings";

/** How one decision was made, on one page: the screen's and, printed, two of paper. */
export function RecordView({ record, projectSlug }: { record: DecisionRecord; projectSlug: string }) {
  const warnings = warningsOf(record);
  return (
    <article
      aria-label="Decision record"
      className="grid max-w-240 gap-4 rounded-l border border-line bg-surface p-4 [&>*]:min-w-0 print:max-w-none print:gap-2 print:border-0 print:p-0"
    >
      <RecordHead record={record} projectSlug={projectSlug} />
      {warnings.length > 0 && (
        <div data-keep className="rounded-m border border-line-strong px-3 py-2 text-s">
          <p className="flex items-center gap-1.5 font-medium">
            <TriangleAlert aria-hidden className="size-3.5 text-warn" />
            {plural(warnings.length, "thing")} to look at
          </p>
          <ul className="list-disc pl-5">
            {warnings.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </div>
      )}
      <RecordInputs inputs={record.inputs} />
      <RecordOutput output={record.output} calls={record.calls} />
      <RecordClaims claims={record.claims} evidence={record.evidence} />
      <RecordActions actions={record.actions} tools={record.tools} />
      <RecordPath path={record.path} />
      <RecordDocuments documents={record.documents} />
      <RecordTools tools={record.tools} />
      <RecordPolicies policies={record.policies} projectSlug={projectSlug} />
      <RecordReviews reviews={record.reviews} comments={record.comments} />
      <RecordMissing missing={record.missing} />
    </article>
  );
}
