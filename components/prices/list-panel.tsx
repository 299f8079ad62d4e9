"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";

import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { Panel } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { formError, useAction } from "@/components/ui/use-action";
import type { ListState } from "@/lib/traffic/list-state";
import type { ProposeList } from "@/lib/cost/list/propose-list";
import { formatCount } from "@/lib/format/count";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

import { ListProposal } from "./list-proposal";

interface ListPanelProps {
  state: Omit<ListState, "disagreements">;
  /** Of which day it is, and how old. */
  age: ReactNode;
  propose: (input: ProposeList) => Promise<ActionResult<{ id: number }>>;
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
            <LoadForm propose={propose} />
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

/** A file is compressed on the way: lists are long and say the same words again and again. */
async function gzipBase64(file: File): Promise<string> {
  const stream = file.stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000)
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(text);
}

function LoadForm({ propose }: Pick<ListPanelProps, "propose">) {
  const [url, setUrl] = useState("");
  const router = useRouter();
  const { pending, failure, run } = useAction(
    async (wanted: { url: string } | { file: File }) =>
      propose("file" in wanted ? { name: wanted.file.name, gzip: await gzipBase64(wanted.file) } : wanted),
    () => {
      setUrl("");
      router.refresh();
    },
  );
  const general = formError(failure) ?? (failure && !failure.fields.url ? failure.message : undefined);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run({ url });
      }}
      className="grid max-w-160 gap-3"
    >
      {general && (
        <Notice tone="bad" live>
          {general}
        </Notice>
      )}
      <div className="flex flex-wrap items-start gap-3">
        <div className="min-w-60 flex-1">
          <Field
            label="Newer list from an address"
            hint="A list of Recount’s, or the table of genai-prices or LiteLLM as they publish it."
            error={failure?.fields.url}
          >
            <Input
              type="url"
              required
              value={url}
              onChange={(event) => setUrl(event.target.value)}
              placeholder="https://"
              className="font-mono"
            />
          </Field>
        </div>
        <Button type="submit" pending={pending} className="mt-6">
          Load and compare
        </Button>
      </div>
      <Field label="Or from a file">
        <input
          type="file"
          accept=".json,application/json"
          disabled={pending}
          className="text-s file:mr-3 file:h-7 file:rounded-m file:border file:border-line-strong file:bg-surface file:px-2.5 file:text-s file:text-ink"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file) run({ file });
            event.target.value = "";
          }}
        />
      </Field>
    </form>
  );
}
