"use client";

import { ChevronDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { notify } from "@/components/ui/notify";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";
import { type IncidentSummary, SEVERITIES } from "@/lib/incidents/incident";
import type { ChangeIncident } from "@/lib/incidents/schemas";

import { SEVERITY_WORDS } from "./incident-labels";

const ReasonForm = lazy(() => import("./reason-form").then(({ ReasonForm: form }) => ({ default: form })));

export interface Assignee {
  userId: number;
  name: string;
}

interface IncidentActionsProps {
  incident: Pick<IncidentSummary, "id" | "state" | "severity" | "owner">;
  /** To whom it may be given. */
  members: readonly Assignee[];
  change: (input: ChangeIncident) => Promise<ActionResult>;
}

/** What its state allows; who may not change incidents is shown none of it. */
export function IncidentActions({ incident, members, change }: IncidentActionsProps) {
  const { id, state, severity, owner } = incident;
  const router = useRouter();
  const changing = useAction(async (input: ChangeIncident, said: string): Promise<ActionResult> => {
    const result = await change(input);
    if (result.ok) notify.done(said);
    else notify.failed("Not changed", { description: result.message });
    // Somebody else may have been first: show how it stands.
    router.refresh();
    return result;
  });
  const unresolved = state === "open" || state === "acknowledged";
  return (
    <>
      <Menu
        label="Owner"
        trigger={
          <Button size="s" aria-label={`Owner: ${owner?.name ?? "nobody"}`}>
            <span className="max-w-40 truncate">{owner?.name ?? "No owner"}</span>
            <ChevronDown aria-hidden className="size-3.5 text-ink-3" />
          </Button>
        }
      >
        {members.map(({ userId, name }) => (
          <MenuItem
            key={userId}
            checked={owner?.id === userId}
            onSelect={() => changing.run({ id, change: "owner", userId }, `Given to ${name}`)}
          >
            {name}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem
          checked={owner === null}
          onSelect={() => changing.run({ id, change: "owner", userId: null }, "It has no owner now")}
        >
          Nobody
        </MenuItem>
      </Menu>
      <Menu
        label="Severity"
        trigger={
          <Button size="s" aria-label={`Severity: ${SEVERITY_WORDS[severity].label}`}>
            {SEVERITY_WORDS[severity].label}
            <ChevronDown aria-hidden className="size-3.5 text-ink-3" />
          </Button>
        }
      >
        {SEVERITIES.toReversed().map((one) => (
          <MenuItem
            key={one}
            checked={one === severity}
            onSelect={() =>
              one !== severity &&
              changing.run(
                { id, change: "severity", severity: one },
                `Now ${one === "alert" ? "an" : "a"} ${one}`,
              )
            }
          >
            {SEVERITY_WORDS[one].label}
          </MenuItem>
        ))}
      </Menu>
      {state === "resolved" && (
        <Button
          size="s"
          pending={changing.pending}
          data-tip="Nothing is left to do or to learn."
          onClick={() => changing.run({ id, change: "review" }, "Incident reviewed")}
        >
          Mark as reviewed
        </Button>
      )}
      {unresolved ? (
        <FormDialog
          title="Resolve the incident"
          description="Channels that were told of it are told. What it was about stays, and it can be opened again."
          trigger={
            <Button size="s" variant={state === "acknowledged" ? "primary" : "plain"}>
              Resolve
            </Button>
          }
        >
          {(done) => <ReasonForm id={id} what="resolve" change={change} done={() => done()} />}
        </FormDialog>
      ) : (
        <FormDialog
          title="Open the incident again"
          description="Channels that were told of it are told once more."
          trigger={<Button size="s">Open again</Button>}
        >
          {(done) => <ReasonForm id={id} what="reopen" change={change} done={() => done()} />}
        </FormDialog>
      )}
      {state === "open" && (
        <Button
          size="s"
          variant="primary"
          pending={changing.pending}
          data-tip="Somebody looks at it; without an owner it becomes yours."
          onClick={() => changing.run({ id, change: "acknowledge" }, "Incident acknowledged")}
        >
          Acknowledge
        </Button>
      )}
    </>
  );
}
