"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";

import { ListLoadForm } from "@/components/lazy-parts";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/notify";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ListState } from "@/lib/traffic/list-state";
import { formatCount } from "@/lib/format/count";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

import type { LoadList } from "./list-load-form";
import { ListProposal } from "./list-proposal";

interface ListPanelProps {
  state: Omit<ListState, "disagreements">;
  /** Of which day it is, and how old. */
  age: ReactNode;
  propose: LoadList;
  apply: (input: { id: number }) => Promise<ActionResult>;
  drop: () => Promise<ActionResult>;
}

/** Whose prices the list has, and loading a newer one: looked at first, then applied. */
export function ListPanel({ state, age, propose, apply, drop }: ListPanelProps) {
  const { version, models, loaded, proposed, mayChange } = state;
  const router = useRouter();
  return (
    <Panel title="Price list" aside={`${formatCount(models)} models`}>
      <div className="grid gap-3 pt-1">
        {age}
        <p className="text-s text-ink-2">
          {version}.{" "}
          {loaded ? (
            <>
              Loaded from <span className="font-mono break-all">{loaded.origin}</span>, applied{" "}
              <RelativeTime at={loaded.at} /> by {loaded.author}.
            </>
          ) : (
            "It came with this version of Recount."
          )}
        </p>
        {mayChange ? (
          <>
            <ListLoadForm propose={propose} />
            {proposed && <ListProposal key={proposed.id} proposed={proposed} apply={apply} />}
            {loaded && (
              <div>
                <ConfirmDialog
                  title="Go back to the list that comes with Recount?"
                  consequence="New calls of all projects are priced by it. Calls that are stored keep their cost until they are repriced."
                  action="Go back"
                  onConfirm={async () => {
                    valueOf(await drop());
                    notify.done("The list that comes with Recount is in force");
                    router.refresh();
                  }}
                  trigger={<Button>Go back to Recount’s list</Button>}
                />
              </div>
            )}
          </>
        ) : (
          <p className="text-s text-ink-3">
            The list is for all projects of this installation: somebody who is an admin of all of them can
            load a newer one.
          </p>
        )}
      </div>
    </Panel>
  );
}
