"use client";

import { useRouter } from "next/navigation";

import { Field } from "@/components/ui/field";
import { Form, Submit, TextField } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { useAction } from "@/components/ui/use-action";
import { useFormAction } from "@/components/ui/use-form-action";
import type { ProposeList } from "@/lib/cost/list/schemas";
import type { ActionResult } from "@/lib/http/action-result";

export type LoadList = (input: ProposeList) => Promise<ActionResult<{ id: number }>>;

const EMPTY = { url: "" };
const schema = () => import("@/lib/cost/list/schemas").then((one) => one.ListAddress);

/** A newer list, from an address or a file. */
export function ListLoadForm({ propose }: { propose: LoadList }) {
  const router = useRouter();
  const form = useFormAction({
    initial: EMPTY,
    schema,
    action: propose,
    onDone: () => {
      form.reset(EMPTY);
      router.refresh();
    },
  });
  const file = useAction(
    async (one: File) => propose({ name: one.name, gzip: await gzipBase64(one) }),
    () => router.refresh(),
  );
  return (
    <div className="grid max-w-160 gap-3">
      <Form of={form} className="flex flex-wrap items-start gap-3">
        <div className="min-w-60 flex-1">
          <TextField
            of={form}
            name="url"
            label="Newer list from an address"
            hint="A list of Recount’s, or the table of genai-prices or LiteLLM as they publish it."
            type="url"
            required
            placeholder="https://"
            className="font-mono"
          />
        </div>
        <Submit of={form} className="mt-6">
          Load and compare
        </Submit>
      </Form>
      {file.failure && (
        <Notice tone="bad" live>
          {file.failure.message}
        </Notice>
      )}
      <Field label="Or from a file">
        <input
          type="file"
          accept=".json,application/json"
          disabled={file.pending}
          className="text-s file:mr-3 file:h-7 file:rounded-m file:border file:border-line-strong file:bg-surface file:px-2.5 file:text-s file:text-ink"
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            if (chosen) file.run(chosen);
            event.target.value = "";
          }}
        />
      </Field>
    </div>
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
