"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { useAction } from "@/components/ui/use-action";
import { formatCount, plural } from "@/lib/format/count";
import type { DecisionRun } from "@/lib/decisions/apply-rules";
import type { ActionResult } from "@/lib/http/action-result";

const LOOK_AGAIN_MS = 2_000;

/** How far the rules are applied to stored traces, and whether subjects are hashed. */
export function ApplyRules({
  run,
  apply,
  stop,
}: {
  run: DecisionRun | null;
  apply: () => Promise<ActionResult>;
  stop: () => Promise<ActionResult>;
}) {
  const router = useRouter();
  const begin = useAction(apply, () => router.refresh());
  const end = useAction(stop, () => router.refresh());
  const running = run?.state === "running";
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => router.refresh(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [running, router]);
  const failure = begin.failure ?? end.failure;
  return (
    <div className="grid gap-2 text-s">
      <p className="text-ink-2">
        Rules mark what comes from now on. Applying them goes through everything that is stored, the newest
        first, beside other work; it also unmarks what no rule marks any more.
      </p>
      {run !== null && (
        <p role="status" className="tabular">
          {run.state === "running" ? "Under way" : run.state === "done" ? "Done" : "Stopped"}:{" "}
          {formatCount(run.doneTraces)}
          {run.totalTraces !== null && ` of ${formatCount(run.totalTraces)}`} traces,{" "}
          {plural(run.found, "decision")} found; begun by {run.startedBy}.
        </p>
      )}
      {failure && <Notice tone="bad">{failure.message}</Notice>}
      <div>
        {running ? (
          <Button pending={end.pending} onClick={() => end.run()}>
            Stop
          </Button>
        ) : (
          <Button pending={begin.pending} onClick={() => begin.run()}>
            Apply to stored traces
          </Button>
        )}
      </div>
    </div>
  );
}

export function HashSubjects({
  hashed,
  change,
}: {
  hashed: boolean;
  change: (hashed: boolean) => Promise<ActionResult>;
}) {
  const router = useRouter();
  const { pending, failure, run } = useAction(change, () => router.refresh());
  return (
    <div className="grid gap-1.5 text-s">
      <Checkbox
        checked={hashed}
        disabled={pending}
        onChange={(on) => run(on)}
        label="Keep subjects of decisions as keyed hashes"
      />
      <p className="text-ink-3">
        Lists and exports then show a hash; searching by the clear subject still finds it. The traces
        themselves keep what their clients sent. Stored decisions are changed within minutes.
      </p>
      {failure && <Notice tone="bad">{failure.message}</Notice>}
    </div>
  );
}
