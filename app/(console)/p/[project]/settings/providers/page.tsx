import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { AddProviderDialog } from "@/components/providers/add-provider-dialog";
import { ProviderTable } from "@/components/providers/provider-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { listProviders } from "@/lib/providers/providers";

import { addProviderAction, changeProviderAction, removeProviderAction, testProviderAction } from "./actions";

export const metadata: Metadata = { title: "Providers" };

export default async function ProvidersPage({ params }: { params: Promise<{ project: string }> }) {
  const ctx = await pageContext((await params).project);
  const { slug } = ctx.project;
  const providers = await listProviders(ctx);
  const editable = may(ctx.actor, "edit_project");
  return (
    <>
      {!editable && <Notice>{whyNot(ctx.actor, "edit_project")}</Notice>}
      <Panel
        title="Model providers"
        aside={editable && <AddProviderDialog add={addProviderAction.bind(null, slug)} />}
        flush
      >
        {providers.length === 0 ? (
          <EmptyState small title="No calls can be run again yet">
            Add a provider with the API of OpenAI or Anthropic, or a gateway or a server of your own that
            speaks one of them: recorded calls can then be run again there, from their trace. Your
            applications do not use it, and nothing is sent until somebody runs a call.
          </EmptyState>
        ) : (
          <ProviderTable
            providers={providers}
            editable={editable}
            test={testProviderAction.bind(null, slug)}
            change={changeProviderAction.bind(null, slug)}
            remove={removeProviderAction.bind(null, slug)}
          />
        )}
      </Panel>
      <p className="text-s text-ink-2">
        Keys are sealed with this instance’s secret and shown to nobody. Whoever runs a call sends what was
        recorded of it to the provider, and the provider bills it to the key’s account; no figure of this
        project counts it.
      </p>
    </>
  );
}
