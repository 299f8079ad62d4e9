import Link from "@/components/ui/link";

import { consolePath } from "@/components/shell/routes";
import { Badge } from "@/components/ui/badge";
import { AbsoluteTime } from "@/components/ui/relative-time";
import type { DecisionRecord, DocumentInForce, PolicyInForce } from "@/lib/decisions/get-record";
import { formatDuration } from "@/lib/format/duration";
import type { Json } from "@/lib/model/json";

import { LongPassage } from "./long-passage";
import { idOf } from "./record-claims";
import { Nothing, RecordSection } from "./record-section";

const ON_PAPER = { policy: 1_400, document: 500, tool: 320, input: 700 };

export const RecordInputs = ({ inputs }: Pick<DecisionRecord, "inputs">) => (
  <RecordSection title="What was asked">
    {inputs.length === 0 ? (
      <Nothing>No input was recorded.</Nothing>
    ) : (
      inputs.map(({ text }, at) => (
        <div key={at} id={idOf(`user ${at}`)} className="scroll-mt-16 border-l-2 border-line pl-2.5">
          <LongPassage text={text} most={ON_PAPER.input} where="the trace holds all of it" />
        </div>
      ))
    )}
  </RecordSection>
);

export const RecordPolicies = ({
  policies,
  projectSlug,
}: {
  policies: readonly PolicyInForce[];
  projectSlug: string;
}) => (
  <RecordSection title="Policy in force">
    {policies.length === 0 ? (
      <Nothing>No system prompt was recorded.</Nothing>
    ) : (
      policies.map((policy, at) => (
        <Policy key={at} policy={policy} id={`policy ${at}`} projectSlug={projectSlug} />
      ))
    )}
  </RecordSection>
);

function Policy({ policy, id, projectSlug }: { policy: PolicyInForce; id: string; projectSlug: string }) {
  const { name, version, text, note, firstSeenAt, supersededBy } = policy;
  return (
    <div id={idOf(id)} className="grid scroll-mt-16 gap-1">
      <p className="flex flex-wrap items-baseline gap-x-2 text-s">
        <Link href={consolePath(projectSlug, "prompts")} className="font-medium text-accent hover:underline">
          {name ?? "Prompt"}
          {version !== null && `, version ${version}`}
        </Link>
        {firstSeenAt !== null && (
          <span className="text-ink-3">
            first seen <AbsoluteTime at={firstSeenAt} />
          </span>
        )}
        {supersededBy !== null && (
          <Badge tone="warn">
            Superseded by version {supersededBy.version} on {supersededBy.firstSeenAt.slice(0, 10)}
          </Badge>
        )}
      </p>
      {note !== null && (
        <p className="text-s text-ink-2">
          Note by {note.author}: {note.text}
        </p>
      )}
      {text === null ? (
        <Nothing>Its text was not recorded.</Nothing>
      ) : (
        <LongPassage
          text={text}
          most={ON_PAPER.policy}
          where="the whole text is kept with the prompt's version and the trace"
        />
      )}
    </div>
  );
}

export const RecordDocuments = ({ documents }: Pick<DecisionRecord, "documents">) => (
  <RecordSection
    title="Documents, as they were"
    aside={documents.length > 0 ? `${documents.length} in all` : undefined}
  >
    {documents.length === 0 ? (
      <Nothing>No document was recorded.</Nothing>
    ) : (
      documents.map((document) => <DocumentItem key={document.id} document={document} />)
    )}
  </RecordSection>
);

function DocumentItem({ document }: { document: DocumentInForce }) {
  const { id, name, version, updatedAt, ageMs, text, superseded } = document;
  return (
    <div id={idOf(id)} data-keep className="grid scroll-mt-16 gap-0.5">
      <p className="flex flex-wrap items-baseline gap-x-2 text-s">
        <span className="font-medium wrap-anywhere">{name}</span>
        <span className="text-ink-2">{version === null ? "no version given" : `version ${version}`}</span>
        <span className="text-ink-3">
          {updatedAt === null
            ? "no date given"
            : `dated ${updatedAt.slice(0, 10)}${ageMs === null || ageMs < 0 ? "" : `, ${formatDuration(ageMs)} old`}`}
        </span>
        {superseded === null ? (
          <span className="text-ink-3">no later text seen</span>
        ) : (
          <Badge tone="warn">
            Superseded: another text{superseded.version !== null && ` (${superseded.version})`} was given from{" "}
            {superseded.since.slice(0, 10)} on
          </Badge>
        )}
      </p>
      {text === null ? (
        <Nothing>Its text was not recorded.</Nothing>
      ) : (
        <LongPassage text={text} most={ON_PAPER.document} where="the trace holds all of it" />
      )}
    </div>
  );
}

export const RecordTools = ({ tools }: Pick<DecisionRecord, "tools">) => (
  <RecordSection title="Tools and what they answered">
    {tools.length === 0 ? (
      <Nothing>No tool was called.</Nothing>
    ) : (
      tools.map(({ id, name, arguments: given, result, failed, answered, error }) => (
        <div key={id} id={idOf(id)} data-keep className="grid scroll-mt-16 gap-0.5">
          <p className="flex flex-wrap items-baseline gap-x-2 text-s">
            <span className="font-mono font-medium">{name}</span>
            {!answered ? (
              <Badge tone="warn">No answer was recorded</Badge>
            ) : (
              failed && <Badge tone="bad">Failed</Badge>
            )}
            {error !== null && <span className="text-bad">{error}</span>}
          </p>
          <LongPassage
            text={`${oneLine(given)} → ${answered ? oneLine(result) : "–"}`}
            most={ON_PAPER.tool}
            where="the trace holds all of it"
          />
        </div>
      ))
    )}
  </RecordSection>
);

const oneLine = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
