"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { CONTROL } from "@/components/ui/input";
import { notify } from "@/components/ui/notify";
import { Panel } from "@/components/ui/panel";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";
import type { ApplyAnswer } from "@/lib/monitors/apply-monitors";

interface ImportFormProps {
  apply: (yaml: string, dryRun: boolean) => Promise<ActionResult<ApplyAnswer>>;
  /** Address of the page of monitors. */
  path: string;
}

const ROWS = 20;

/** A file of monitors: first what it would change, then the change. */
export function ImportForm({ apply, path }: ImportFormProps) {
  const router = useRouter();
  const [yaml, setYaml] = useState("");
  const [planned, setPlanned] = useState<{ yaml: string; answer: ApplyAnswer } | null>(null);
  const plan = useAction(async (text: string) => {
    const result = await apply(text, true);
    if (result.ok) setPlanned({ yaml: text, answer: result.value });
    return result;
  });
  const doing = useAction(
    async (text: string) => apply(text, false),
    () => {
      notify.done("Monitors imported");
      router.push(path);
    },
  );
  const known = planned?.yaml === yaml ? planned.answer : null;
  return (
    <Panel title="YAML">
      <div className="grid gap-4">
        <Field
          label="Monitors"
          hint="As the export gives them; the schema is at /api/monitors.schema.json."
          error={(plan.failure ?? doing.failure)?.message}
        >
          <textarea
            rows={ROWS}
            value={yaml}
            onChange={(event) => setYaml(event.target.value)}
            spellCheck={false}
            className={cn(CONTROL, "w-full p-2 font-mono text-s")}
          />
        </Field>
        {known && <Plan answer={known} />}
        <div className="flex gap-2">
          <Button pending={plan.pending} disabled={yaml.trim() === ""} onClick={() => plan.run(yaml)}>
            Say what would change
          </Button>
          <Button
            variant="primary"
            pending={doing.pending}
            disabled={known === null}
            onClick={() => doing.run(yaml)}
          >
            Import
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function Plan({ answer: { created, changed, unchanged } }: { answer: ApplyAnswer }) {
  const lines = [
    { verb: "made", names: created },
    { verb: "changed", names: changed },
    { verb: "as they are", names: unchanged },
  ].filter(({ names }) => names.length > 0);
  return (
    <ul className="grid gap-1 text-s" aria-live="polite">
      {lines.map(({ verb, names }) => (
        <li key={verb}>
          <span className="text-ink-3">{verb}: </span>
          {names.join(", ")}
        </li>
      ))}
    </ul>
  );
}
