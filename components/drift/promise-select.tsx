"use client";

import { useRouter } from "next/navigation";

import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";

interface PromiseSelectProps {
  weeks: number;
  /** Weeks that are offered. */
  offered: readonly number[];
  change: (input: { weeks: number }) => Promise<ActionResult<void>>;
}

/** How rarely drift may be told where there is none. Acts at once. */
export function PromiseSelect({ weeks, offered, change }: PromiseSelectProps) {
  const router = useRouter();
  const { pending, run } = useAction(
    async (wanted: number) => {
      const result = await change({ weeks: wanted });
      if (!result.ok) notify.failed(result.message);
      return result;
    },
    () => {
      notify.done("The promise is another now", {
        description: "Fewer false alarms take more evidence, and so longer; evidence so far stays.",
      });
      router.refresh();
    },
  );
  const options = [...new Set([...offered, weeks])].toSorted((a, b) => a - b);
  return (
    <Select
      aria-label="At most one false alarm in"
      value={String(weeks)}
      onChange={(value) => run(Number(value))}
      options={options.map((one) => ({ value: String(one), label: one === 1 ? "1 week" : `${one} weeks` }))}
      disabled={pending}
      className="w-28"
    />
  );
}
