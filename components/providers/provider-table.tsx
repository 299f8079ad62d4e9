"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { actionsColumn, figureColumn, textColumn, timeColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type Column, ColumnTable } from "@/components/ui/column-table";
import { notify } from "@/components/ui/notify";
import { settle } from "@/components/ui/use-action";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { Provider } from "@/lib/providers/provider";
import type { Tested } from "@/lib/providers/test-provider";

import { EditProviderDialog } from "./edit-provider-dialog";
import type { ChangeProvider } from "./provider-form";
import { SHORT_KINDS } from "./provider-words";

interface ProviderTableProps {
  providers: readonly Provider[];
  editable: boolean;
  test: (input: { id: number }) => Promise<ActionResult<Tested>>;
  change: ChangeProvider;
  remove: (input: { id: number }) => Promise<ActionResult>;
}

const COLUMNS: Column<Provider>[] = [
  textColumn("Provider", ({ name }) => name, { className: "max-w-64 truncate font-medium" }),
  // Addresses of the replay server name it.
  figureColumn("Number", "count", ({ id }) => id),
  textColumn("API", ({ kind }) => SHORT_KINDS[kind], { dim: true }),
  textColumn("Address", ({ baseUrl }) => baseUrl, { dim: true, className: "max-w-80 truncate font-mono" }),
  {
    head: "Key",
    cell: ({ hasKey }) => (hasKey ? <Badge>sealed</Badge> : <Badge tone="warn">none</Badge>),
  },
  figureColumn("Models", "count", ({ models }) => models.length, {
    title: ({ models }) => models.join(", ") || undefined,
  }),
  timeColumn("Added", ({ createdAt }) => createdAt, { by: ({ createdBy }) => createdBy }),
];

/** Where recorded calls can be run again. */
export function ProviderTable({ providers, editable, ...actions }: ProviderTableProps) {
  const columns = [
    ...COLUMNS,
    actionsColumn<Provider>((provider) => editable && <ProviderActions provider={provider} {...actions} />),
  ];
  return <ColumnTable caption="Model providers" columns={columns} rows={providers} keyOf={({ id }) => id} />;
}

type ActionsProps = Pick<ProviderTableProps, "test" | "change" | "remove"> & { provider: Provider };

function ProviderActions({ provider, test, change, remove }: ActionsProps) {
  const { id, name } = provider;
  const router = useRouter();
  const [pending, setPending] = useState(false);
  async function run(): Promise<void> {
    setPending(true);
    tell(provider, await settle(test({ id })), async (models) => {
      const saved = await settle(change({ id, name, baseUrl: provider.baseUrl, models }));
      if (!saved.ok) return notify.failed(saved.message);
      router.refresh();
      notify.done(`${models.length} models are offered`);
    });
    setPending(false);
  }
  return (
    <>
      <Button
        variant="ghost"
        size="s"
        pending={pending}
        onClick={() => void run()}
        aria-label={`Test the provider ${name}`}
      >
        Test
      </Button>
      <EditProviderDialog provider={provider} change={change} />
      <ConfirmDialog
        title={`Remove the provider “${name}”?`}
        consequence="No call can be run there any more, and its key is deleted. Experiments that were made stay."
        action="Remove provider"
        onConfirm={async () => valueOf(await remove({ id }))}
        trigger={
          <Button variant="ghost" size="s" aria-label={`Remove the provider ${name}`}>
            Remove
          </Button>
        }
      />
    </>
  );
}

/** @param offer keeps models to choose from */
function tell(
  { name, models: offered }: Provider,
  tested: ActionResult<Tested>,
  offer: (models: string[]) => Promise<void>,
): void {
  if (!tested.ok) return notify.failed(tested.message);
  const { ok, message, models } = tested.value;
  if (!ok) return notify.failed(`${name} cannot be used yet`, { description: message });
  const isNew = models.some((model) => !offered.includes(model));
  notify.done(`${name} answers`, {
    description: message,
    ...(isNew && {
      action: { label: "Offer all of them", onClick: () => void offer(models.slice(0, 500)) },
    }),
  });
}
