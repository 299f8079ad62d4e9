import Link from "@/components/ui/link";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { CONTROL, Input } from "@/components/ui/input";

import { type DecisionsView, wordsOfView } from "./search-params";

const CHOICE = `${CONTROL} h-7 w-full px-2 text-s`;

/** A plain form: its address is the list, with a script or without. */
export function DecisionFilter({
  view,
  action,
  environment,
}: {
  view: DecisionsView;
  action: string;
  environment: string | null;
}) {
  const isFiltered = wordsOfView(view).some(([name, value]) => name !== "cursor" && value !== "");
  return (
    <form method="get" action={action} role="search" aria-label="Filter decisions" className="grid gap-3">
      {environment !== null && <input type="hidden" name="env" value={environment} />}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-3 gap-y-2.5">
        <Field label="Subject">
          <Input
            name="subject"
            defaultValue={view.subject}
            placeholder="Customer or application"
            maxLength={512}
          />
        </Field>
        <Field label="Outcome">
          <Input name="outcome" defaultValue={view.outcome} maxLength={512} />
        </Field>
        <Field label="From day (UTC)">
          <Input name="since" type="date" defaultValue={view.since} />
        </Field>
        <Field label="To day (UTC)">
          <Input name="until" type="date" defaultValue={view.until} />
        </Field>
        <Field label="Feature">
          <Input name="feature" defaultValue={view.feature} maxLength={512} />
        </Field>
        <Field label="Document">
          <Input
            name="document"
            defaultValue={view.document}
            placeholder="refund-policy.md"
            maxLength={512}
          />
        </Field>
        <Field label="Its version">
          <Input
            name="document_version"
            defaultValue={view.document_version}
            placeholder="v3"
            maxLength={512}
          />
        </Field>
        <Field label="Tool">
          <Input name="tool" defaultValue={view.tool} maxLength={512} />
        </Field>
        <Field label="Prompt version">
          <Input
            name="prompt_version"
            defaultValue={view.prompt_version}
            placeholder="loan-officer@7"
            maxLength={512}
          />
        </Field>
        <Field label="Reported">
          <select name="reported" defaultValue={view.reported} className={CHOICE}>
            <option value="">Either</option>
            <option value="true">Reported by its user</option>
            <option value="false">Not reported</option>
          </select>
        </Field>
        <Field label="Completeness">
          <select name="missing" defaultValue={view.missing} className={CHOICE}>
            <option value="">Either</option>
            <option value="false">Complete</option>
            <option value="true">Something is missing</option>
          </select>
        </Field>
      </div>
      <div className="flex gap-2">
        <Button type="submit" variant="primary">
          Find decisions
        </Button>
        {isFiltered && (
          <Button asChild variant="ghost">
            <Link
              href={environment === null ? action : `${action}?${new URLSearchParams({ env: environment })}`}
            >
              Clear
            </Link>
          </Button>
        )}
      </div>
    </form>
  );
}
