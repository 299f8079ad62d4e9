"use client";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { actionsColumn, textColumn, timeColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { Column } from "@/components/ui/column-table";
import { DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ApiKey } from "@/lib/api-keys/list-api-keys";
import type { ChangeKeyLimits } from "@/lib/api-keys/schemas";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

import { KeyLimitsDialog } from "./key-limits-dialog";
import { keyLimitsText } from "./key-limits-text";

interface ApiKeyTableProps {
  keys: readonly ApiKey[];
  /** ISO; the server's, so that both renderings agree on what has expired. */
  now: string;
  revoke: (input: { keyId: number }) => Promise<ActionResult>;
  changeLimits: (input: ChangeKeyLimits) => Promise<ActionResult>;
}

export function ApiKeyTable({ keys, now, revoke, changeLimits }: ApiKeyTableProps) {
  const stateOf = (key: ApiKey) => apiKeyState(key, new Date(now));
  const columns: Column<ApiKey>[] = [
    textColumn("Name", ({ name }) => name, { dim: (key) => stateOf(key) !== "active" }),
    { head: "Key", dim: true, className: "font-mono", cell: ({ prefix }) => `${prefix}…` },
    {
      head: "Scopes",
      cell: ({ scopes }) => (
        <span className="inline-flex flex-wrap gap-1 align-middle md:flex-nowrap">
          {scopes.map((scope) => (
            <Badge key={scope}>{scope}</Badge>
          ))}
        </span>
      ),
    },
    {
      head: "Limits",
      dim: true,
      cell: (key) =>
        stateOf(key) === "active" ? <KeyLimitsDialog apiKey={key} save={changeLimits} /> : keyLimitsText(key),
    },
    timeColumn("Created", ({ createdAt }) => createdAt, { by: ({ createdBy }) => createdBy }),
    timeColumn("Last used", ({ lastUsedAt }) => lastUsedAt),
    {
      head: "Ends",
      dim: true,
      sortBy: ({ revokedAt, expiresAt }) => revokedAt ?? expiresAt,
      cell: (key) => <Ends apiKey={key} state={stateOf(key)} />,
    },
    actionsColumn((key) => stateOf(key) === "active" && <Revoke apiKey={key} revoke={revoke} />),
  ];
  return <DataTable caption="API keys" columns={columns} rows={keys} keyOf={({ id }) => id} />;
}

const Revoke = ({ apiKey, revoke }: { apiKey: ApiKey } & Pick<ApiKeyTableProps, "revoke">) => (
  <ConfirmDialog
    title={`Revoke the key “${apiKey.name}”?`}
    consequence={`Programs that use ${apiKey.prefix}… are refused within seconds, and what they send meanwhile is lost unless they keep it. This cannot be undone.`}
    action="Revoke key"
    onConfirm={async () => valueOf(await revoke({ keyId: apiKey.id }))}
    trigger={
      <Button variant="ghost" size="s" aria-label={`Revoke ${apiKey.name}`}>
        Revoke
      </Button>
    }
  />
);

function Ends({ apiKey, state }: { apiKey: ApiKey; state: ReturnType<typeof apiKeyState> }) {
  if (state === "revoked") {
    return (
      <>
        <Badge>revoked</Badge> {apiKey.revokedAt && <RelativeTime at={apiKey.revokedAt} />}
      </>
    );
  }
  if (apiKey.expiresAt === null) return "never";
  return (
    <>
      {state === "expired" && <Badge tone="warn">expired</Badge>} <RelativeTime at={apiKey.expiresAt} />
    </>
  );
}

/** Whether a key works now; revoked wins over expired, since somebody meant it. */
function apiKeyState(
  key: { revokedAt: string | null; expiresAt: string | null },
  now: Date,
): "active" | "expired" | "revoked" {
  if (key.revokedAt !== null) return "revoked";
  if (key.expiresAt !== null && Date.parse(key.expiresAt) <= now.getTime()) return "expired";
  return "active";
}
