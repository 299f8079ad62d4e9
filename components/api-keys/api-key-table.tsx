"use client";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { ApiKey } from "@/lib/api-keys/list-api-keys";
import type { ChangeKeyLimits } from "@/lib/api-keys/schemas";
import { type ActionResult, valueOf } from "@/lib/http/action-result";

import { apiKeyState } from "./api-key-state";
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
  return (
    <Table caption="API keys">
      <TableHead>
        <Th>Name</Th>
        <Th>Key</Th>
        <Th>Scopes</Th>
        <Th>Limits</Th>
        <Th>Created</Th>
        <Th>Last used</Th>
        <Th>Ends</Th>
        <Th className="w-0">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <tbody>
        {keys.map((key) => {
          const state = apiKeyState(key, new Date(now));
          return (
            <Tr key={key.id}>
              <Td dim={state !== "active"}>{key.name}</Td>
              <Td dim className="font-mono">
                {key.prefix}…
              </Td>
              <Td>
                <span className="flex gap-1">
                  {key.scopes.map((scope) => (
                    <Badge key={scope}>{scope}</Badge>
                  ))}
                </span>
              </Td>
              <Td dim>
                {state === "active" ? (
                  <KeyLimitsDialog
                    key={`${key.maxSpansPerSecond} ${key.maxRequestsPerSecond}`}
                    apiKey={key}
                    save={changeLimits}
                  />
                ) : (
                  keyLimitsText(key)
                )}
              </Td>
              <Td dim>
                <RelativeTime at={key.createdAt} /> {key.createdBy && `by ${key.createdBy}`}
              </Td>
              <Td dim>{key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : "never"}</Td>
              <Td dim>
                <Ends apiKey={key} state={state} />
              </Td>
              <Td className="text-right">
                {state === "active" && (
                  <ConfirmDialog
                    title={`Revoke the key “${key.name}”?`}
                    consequence={`Programs that use ${key.prefix}… are refused within seconds, and what they send meanwhile is lost unless they keep it. This cannot be undone.`}
                    action="Revoke key"
                    onConfirm={async () => valueOf(await revoke({ keyId: key.id }))}
                    trigger={
                      <Button variant="ghost" size="s" aria-label={`Revoke ${key.name}`}>
                        Revoke
                      </Button>
                    }
                  />
                )}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}

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
