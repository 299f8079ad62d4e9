"use client";

import { useQuery } from "@tanstack/react-query";

import { useSettled } from "@/components/trace/use-settled";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { BackTest } from "@/lib/monitors/back-test";
import type { MonitorInput } from "@/lib/monitors/definition";

import { BackTestChart } from "./back-test-chart";
import { FiredList } from "./fired-list";

interface BackTestPanelProps {
  input: MonitorInput;
  tryOut: (input: MonitorInput) => Promise<ActionResult<BackTest>>;
}

/** What the monitor would have told lately; follows the form a moment behind. */
export function BackTestPanel({ input, tryOut }: BackTestPanelProps) {
  const asked = useSettled(JSON.stringify({ ...input, name: "back-test" }), 600);
  const { data, error, isPending } = useQuery({
    queryKey: ["back-test", asked],
    queryFn: async () => valueOf(await tryOut(JSON.parse(asked) as MonitorInput)),
    retry: false,
    placeholderData: (before) => before,
  });
  return (
    <Panel title="What it would have told" aside="the last 30 days">
      {input.kind === "silence" && (
        <p className="mb-3 text-m text-ink-2">
          Silence is judged by the habit of each: who sent in 20 of 24 hours, or of 24 times five minutes, and
          then nothing for four times as long as usual.
        </p>
      )}
      {error ? (
        <p role="alert" className="text-s text-ink-2">
          {error.message}
        </p>
      ) : isPending || !data ? (
        <Skeleton className="h-64" />
      ) : (
        <div className="grid gap-3 [&>*]:min-w-0" aria-live="polite">
          <BackTestChart tested={data} monitor={input} />
          <FiredList tested={data} />
        </div>
      )}
    </Panel>
  );
}
