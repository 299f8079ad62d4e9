"use client";

import { Plus } from "lucide-react";
import { useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { MOST_RUNS } from "@/lib/experiments/limits";
import type { ExperimentInput } from "@/lib/experiments/schemas";
import { plural } from "@/lib/format/count";
import type { Provider } from "@/lib/providers/provider";

import { CallFields, type TypedCall } from "./call-fields";
import { isRunning, LiveResults } from "./live-results";
import { MessageEditor } from "./message-editor";
import { PartList } from "./part-list";
import { type PreviewExperiment, RunPanel } from "./run-panel";
import { callInputOf, type ShownOriginal } from "./typed-call";
import { useRun } from "./use-run";

interface RerunFormProps {
  projectSlug: string;
  original: ShownOriginal;
  providers: readonly Provider[];
  initial: TypedCall;
  preview: PreviewExperiment;
  url: string;
}

interface Edits {
  /** Undefined: as recorded. */
  system: string | undefined;
  messages: Record<string, string | null>;
  added: { role: "user" | "assistant" | "system"; text: string }[];
  parts: Record<string, string | null>;
}

const NONE: Edits = { system: undefined, messages: {}, added: [], parts: {} };

/** A record with a key set, or without it. */
const withKey = (
  record: Record<string, string | null>,
  key: string,
  value: string | null | undefined,
): Record<string, string | null> => {
  const { [key]: _, ...others } = record;
  return value === undefined ? others : { ...others, [key]: value };
};

/** Edits a recorded call and runs it again, some times. */
export function RerunForm({ projectSlug, original, providers, initial, preview, url }: RerunFormProps) {
  const [typed, setTyped] = useState(initial);
  const [edits, setEdits] = useState<Edits>(NONE);
  const { live, run, cancel } = useRun(url);
  const input: ExperimentInput = {
    kind: "rerun",
    ...callInputOf(original, typed),
    edits: { ...edits, added: edits.added.filter(({ text }) => text.trim() !== "") },
  };
  const parts = original.parts.filter(({ kind }) => kind !== "sentence");
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start [&>*]:min-w-0">
      <div className="grid gap-4 [&>*]:min-w-0">
        {live !== null && (
          <LiveResults
            projectSlug={projectSlug}
            live={live}
            whatIf={null}
            recorded={{ answer: original.answer, model: original.request.model, costUsd: original.costUsd }}
            cancel={cancel}
          />
        )}
        <SystemPanel
          recorded={original.request.system}
          edited={edits.system}
          change={(system) => setEdits((before) => ({ ...before, system }))}
        />
        {parts.length > 0 && (
          <Panel title="Documents and tool results" aside={plural(parts.length, "part")} flush>
            <PartList
              parts={parts}
              edited={edits.parts}
              change={(key, value) =>
                setEdits((before) => ({ ...before, parts: withKey(before.parts, key, value) }))
              }
            />
          </Panel>
        )}
        <Panel title="Messages" aside={plural(original.request.messages.length, "message")} flush>
          <ol>
            {original.request.messages.map((message, at) => (
              <MessageEditor
                key={at}
                message={message}
                number={at + 1}
                edited={edits.messages[at]}
                change={(value) =>
                  setEdits((before) => ({
                    ...before,
                    messages: withKey(before.messages, String(at), value),
                  }))
                }
              />
            ))}
          </ol>
          <AddedMessages
            added={edits.added}
            change={(added) => setEdits((before) => ({ ...before, added }))}
          />
        </Panel>
      </div>
      <RunPanel title="Run again" input={input} preview={preview} isRunning={isRunning(live)} run={run}>
        <CallFields
          providers={providers}
          typed={typed}
          change={(changed) => setTyped((before) => ({ ...before, ...changed }))}
          timesLabel="Runs"
          timesHint={`1 to ${MOST_RUNS}, four at a time.`}
        />
      </RunPanel>
    </div>
  );
}

interface SystemPanelProps {
  recorded: string | null;
  edited: string | undefined;
  change: (edited: string | undefined) => void;
}

function SystemPanel({ recorded, edited, change }: SystemPanelProps) {
  const id = useId();
  const before = recorded ?? "";
  return (
    <Panel
      title={<label htmlFor={id}>System prompt</label>}
      aside={
        edited !== undefined && (
          <Button size="s" variant="ghost" onClick={() => change(undefined)}>
            Undo
          </Button>
        )
      }
    >
      <Textarea
        id={id}
        value={edited ?? before}
        placeholder="none was recorded"
        onChange={({ target }) => change(target.value === before ? undefined : target.value)}
        className="font-mono"
      />
    </Panel>
  );
}

interface AddedMessagesProps {
  added: Edits["added"];
  change: (added: Edits["added"]) => void;
}

const ROLES = [
  { value: "user", label: "User" },
  { value: "assistant", label: "Assistant" },
  { value: "system", label: "System" },
] as const;

/** What is said after the last recorded message. */
function AddedMessages({ added, change }: AddedMessagesProps) {
  return (
    <div className="grid gap-3 border-t border-line px-3.5 py-2.5">
      {added.map((message, at) => (
        <div key={at} className="grid gap-2">
          <div className="flex items-center gap-2">
            <Select
              aria-label={`Who says added message ${at + 1}`}
              value={message.role}
              onChange={(role) => change(added.with(at, { ...message, role }))}
              options={ROLES}
            />
            <Button
              size="s"
              variant="ghost"
              aria-label={`Remove added message ${at + 1}`}
              onClick={() => change(added.toSpliced(at, 1))}
            >
              Remove
            </Button>
          </div>
          <Field label={`Added message ${at + 1}`}>
            <Textarea
              value={message.text}
              onChange={({ target }) => change(added.with(at, { ...message, text: target.value }))}
              className="font-mono"
            />
          </Field>
        </div>
      ))}
      <div>
        <Button
          size="s"
          onClick={() => change([...added, { role: "user", text: "" }])}
          disabled={added.length >= 20}
        >
          <Plus aria-hidden className="size-3.5" />
          Add a message
        </Button>
      </div>
    </div>
  );
}
