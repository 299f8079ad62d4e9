"use client";

import { type FormEvent, useState } from "react";

import { download } from "@/components/charts/frame/download";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { FormActions } from "@/components/ui/form-actions";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { Select } from "@/components/ui/select";

import { type EvidenceOf, evidencePath } from "./evidence-path";

const LEFT_OUT = [
  ["content", "What was said: messages, documents, arguments and results of tools"],
  ["attributes", "Spans as they were sent: attributes and resources"],
  ["people", "Whose it is: user and session ids, and who did what"],
] as const;

const dayBefore = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

interface EvidenceFormProps {
  projectSlug: string;
  about: EvidenceOf | null;
  done: () => void;
}

export function EvidenceForm({ projectSlug, about, done }: EvidenceFormProps) {
  const [left, setLeft] = useState<readonly string[]>([]);
  const [format, setFormat] = useState<"html" | "json">("html");
  const [reason, setReason] = useState("");
  const [user, setUser] = useState("");
  const [days, setDays] = useState({ from: dayBefore(6), to: dayBefore(0) });
  const [state, setState] = useState<{ pending: boolean; error: string | null }>({
    pending: false,
    error: null,
  });

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setState({ pending: true, error: null });
    const params = new URLSearchParams({ ...(about ?? asked(user, days)), format });
    for (const what of left) params.append("leave_out", what);
    if (reason.trim() !== "") params.set("reason", reason.trim());
    const error = await fetchFile(evidencePath(projectSlug, params));
    setState({ pending: false, error });
    if (error !== null) return;
    notify.done("Evidence saved", { description: "It opens in any browser, without a network." });
    done();
  };
  return (
    <form onSubmit={(event) => void save(event)} className="grid gap-4">
      {about === null && (
        <>
          <Field
            label="User id"
            optional
            hint="Of whom the traces are; empty: everybody's within these days."
          >
            <Input value={user} onChange={(event) => setUser(event.target.value)} maxLength={500} />
          </Field>
          <div className="grid grid-cols-2 gap-3">
            <Field label="First day (UTC)">
              <Input
                type="date"
                required
                value={days.from}
                onChange={(event) => setDays({ ...days, from: event.target.value })}
              />
            </Field>
            <Field label="Last day (UTC)">
              <Input
                type="date"
                required
                min={days.from}
                value={days.to}
                onChange={(event) => setDays({ ...days, to: event.target.value })}
              />
            </Field>
          </div>
        </>
      )}
      <fieldset className="grid gap-1">
        <legend className="mb-1 text-s font-medium">Leave out</legend>
        {LEFT_OUT.map(([what, label]) => (
          <Checkbox
            key={what}
            label={label}
            checked={left.includes(what)}
            onChange={(checked) => setLeft(checked ? [...left, what] : left.filter((one) => one !== what))}
          />
        ))}
        <p className="text-s text-ink-3">What is left out keeps its hash, so the rest still verifies.</p>
      </fieldset>
      <Field label="Reason" optional hint="It stands in the file and in the audit log.">
        <Input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={500} />
      </Field>
      <Field label="Form">
        <Select
          value={format}
          onChange={setFormat}
          options={[
            { value: "html", label: "A page that reads and checks itself" },
            { value: "json", label: "JSON alone, for recount-verify.js" },
          ]}
        />
      </Field>
      {state.error !== null && <Notice tone="bad">{state.error}</Notice>}
      <FormActions>
        <Button type="submit" size="l" variant="primary" pending={state.pending}>
          {state.pending ? "Sealing and signing…" : "Save evidence"}
        </Button>
      </FormActions>
    </form>
  );
}

/** From the first day's beginning to the last one's end. */
function asked(user: string, { from, to }: { from: string; to: string }): Record<string, string> {
  const next = new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000).toISOString();
  const range = { from: `${from}T00:00:00Z`, to: next };
  return user.trim() === "" ? { kind: "range", ...range } : { kind: "subject", of: user.trim(), ...range };
}

/** @returns what went wrong, in a sentence; null: the file is saved */
async function fetchFile(path: string): Promise<string | null> {
  try {
    const answer = await fetch(path);
    if (!answer.ok) {
      const body = (await answer.json().catch(() => null)) as { error?: { message?: string } } | null;
      return body?.error?.message ?? `The server answered with status ${answer.status}.`;
    }
    const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
    download(name ?? "evidence.html", await answer.blob());
    return null;
  } catch {
    return "The server did not answer. Try again.";
  }
}
