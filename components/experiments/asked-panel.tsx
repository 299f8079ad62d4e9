"use client";

import { LongText } from "@/components/trace/long-text";
import { MessageBody } from "@/components/trace/message-body";
import { CopyButton } from "@/components/ui/copy-button";
import { JsonView } from "@/components/ui/json-view";
import { Panel } from "@/components/ui/panel";
import type { ExperimentDocument } from "@/lib/experiments/get-experiment";
import { plural } from "@/lib/format/count";
import { whoSaid } from "@/lib/traces/message-text";

/** What was asked of the provider, and how that differs from the recording. */
export function AskedPanel({ experiment }: { experiment: ExperimentDocument }) {
  const { asked, providerName, model } = experiment;
  const { request, changes, lost } = asked;
  const { system, messages, tools, parameters } = request;
  return (
    <Panel
      title="What was asked"
      aside={
        <span className="flex items-center gap-2">
          {providerName}, {model}
          <CopyButton text={() => JSON.stringify(request, null, 2)} what="the call as JSON" />
        </span>
      }
      flush
    >
      <div className="grid gap-1 px-3.5 pb-2.5 text-s text-ink-2">
        <p>
          {changes.length === 0
            ? "As it was recorded."
            : `Different from the recording: ${changes.join(", ")}.`}
        </p>
        {lost.length > 0 && <p className="text-warn">Not sent again: {lost.join("; ")}.</p>}
      </div>
      {system !== null && (
        <section className="grid gap-1 border-t border-line px-3.5 py-2.5 text-s">
          <h3 className="font-medium">System prompt</h3>
          <LongText text={system} limit={600} />
        </section>
      )}
      {messages.map((message, at) => (
        <section key={at} className="grid gap-1 border-t border-line px-3.5 py-2.5 text-s">
          <h3 className="font-medium">
            {whoSaid(message.role)} <span className="tabular font-normal text-ink-3">{at + 1}</span>
          </h3>
          <MessageBody message={message} limit={400} />
        </section>
      ))}
      <section className="grid gap-1 border-t border-line px-3.5 py-2.5 text-s">
        <h3 className="font-medium">
          Parameters{" "}
          <span className="font-normal text-ink-3">
            {tools.length === 0 ? "no tools offered" : `${plural(tools.length, "tool")} offered`}
          </span>
        </h3>
        <JsonView value={parameters} what="parameters" openDepth={1} />
      </section>
    </Panel>
  );
}
