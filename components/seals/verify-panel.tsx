"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { plural } from "@/lib/format/count";
import type { Seals } from "@/lib/seals/list-seals";
import type { VerifyEvent } from "@/lib/seals/verify-seals";
import type { Verdict } from "@/lib/seals/verify-store";

const TREES = { traces: "traces", audit: "the audit log" } as const;

interface Running {
  share: number;
  words: string;
}

/** Holds what is stored against its seals while one looks on. */
export function VerifyPanel({ projectSlug, last }: { projectSlug: string; last: Seals["verified"] }) {
  const [running, setRunning] = useState<Running | null>(null);
  const [verdicts, setVerdicts] = useState<Partial<Record<keyof typeof TREES, Verdict>>>({});
  const [failed, setFailed] = useState<string | null>(null);
  const verify = async () => {
    setVerdicts({});
    setFailed(null);
    setRunning({ share: 0, words: "Reading…" });
    try {
      await read(`/api/console/${encodeURIComponent(projectSlug)}/seals/verify`, (event) => {
        if (event.type === "progress")
          setRunning({
            share: event.of === 0 ? 1 : event.leaves / event.of,
            words: `${plural(event.leaves, "leaf", "leaves")} of ${TREES[event.log]}`,
          });
        if (event.type === "verdict") setVerdicts((before) => ({ ...before, [event.log]: event.verdict }));
        if (event.type === "failed") setFailed(event.message);
      });
    } catch {
      setFailed("The connection was lost. Try again.");
    }
    setRunning(null);
  };
  return (
    <Panel
      title="Is it as it was sealed?"
      aside={
        last === null ? (
          "not checked yet"
        ) : (
          <>
            checked <RelativeTime at={last.at} /> by {last.by}:{" "}
            {last.trouble === null ? "all right" : "not verified"}
          </>
        )
      }
    >
      <div className="grid gap-3">
        <p className="max-w-prose text-s text-ink-2">
          Every leaf, tile and head is worked out again, and every fact and content of the newest version of
          each trace is held against its hash.
        </p>
        {last?.trouble && Object.keys(verdicts).length === 0 && <Notice tone="bad">{last.trouble}</Notice>}
        <div className="flex flex-wrap items-center gap-3">
          <Button variant="primary" pending={running !== null} onClick={() => void verify()}>
            Verify now
          </Button>
          {running !== null && (
            <span role="status" className="flex min-w-0 flex-1 items-center gap-2 text-s text-ink-2">
              <progress
                className="h-1.5 w-40 max-w-full accent-(--accent)"
                value={running.share}
                max={1}
                aria-label="How far it has come"
              />
              {running.words}
            </span>
          )}
        </div>
        {failed !== null && <Notice tone="bad">{failed}</Notice>}
        {(["traces", "audit"] as const).map((log) => {
          const verdict = verdicts[log];
          return verdict && <VerdictNotice key={log} log={log} verdict={verdict} />;
        })}
      </div>
    </Panel>
  );
}

function VerdictNotice({ log, verdict }: { log: keyof typeof TREES; verdict: Verdict }) {
  const { trouble, leaves, fields, heads, erased, forgotten, waiting, notes } = verdict;
  const name = log === "traces" ? "Traces" : "Audit log";
  if (trouble !== null)
    return (
      <Notice tone="bad">
        <b>{name}: not verified.</b> {trouble.where}: {trouble.what}.
      </Notice>
    );
  const more = [
    erased > 0 && `${plural(erased, "field")} erased`,
    forgotten > 0 && `${plural(forgotten, "record")} whose retention has ended`,
    waiting > 0 &&
      `${plural(waiting, "trace")} changed since and ${waiting === 1 ? "waits" : "wait"} to be sealed again`,
    ...notes,
  ].filter((word) => word !== false);
  return (
    <Notice>
      <b>{name}: verified.</b> {plural(leaves, "leaf", "leaves")} under {plural(heads, "signed head")},{" "}
      {plural(fields, "field")} as sealed
      {more.length > 0 && `; ${more.join("; ")}`}.
    </Notice>
  );
}

/** Lines of JSON, as they come. */
async function read(path: string, tell: (event: VerifyEvent) => void): Promise<void> {
  const answer = await fetch(path);
  const reader = answer.ok ? answer.body?.pipeThrough(new TextDecoderStream()).getReader() : undefined;
  if (!reader) throw new Error(`status ${answer.status}`);
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) if (line !== "") tell(JSON.parse(line) as VerifyEvent);
  }
}
