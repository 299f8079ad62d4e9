import { KeyRound, Lock } from "lucide-react";
import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { ApiKeyTable } from "@/components/lazy-parts";
import { NewKeyDialog } from "@/components/api-keys/new-key-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { listApiKeys } from "@/lib/api-keys/list-api-keys";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";

import { changeKeyLimitsAction, createKeyAction, revokeKeyAction } from "./actions";

export const metadata: Metadata = { title: "API keys" };

export default async function KeysPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  if (!may(ctx.actor, "manage_keys")) {
    return (
      <Panel>
        <EmptyState icon={Lock} title="API keys are for admins">
          {whyNot(ctx.actor, "manage_keys")}
        </EmptyState>
      </Panel>
    );
  }
  const { slug } = ctx.project;
  const keys = await listApiKeys(ctx);
  const dialog = <NewKeyDialog create={createKeyAction.bind(null, slug)} />;
  return (
    <Panel title="API keys" aside={dialog} flush>
      {keys.length === 0 ? (
        <EmptyState icon={KeyRound} title="No keys yet">
          Programs send traces and read figures with a key of the project.
        </EmptyState>
      ) : (
        <ApiKeyTable
          keys={keys}
          now={ctx.now().toISOString()}
          revoke={revokeKeyAction.bind(null, slug)}
          changeLimits={changeKeyLimitsAction.bind(null, slug)}
        />
      )}
    </Panel>
  );
}
