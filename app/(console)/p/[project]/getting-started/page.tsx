import type { Metadata } from "next";
import { headers } from "next/headers";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { originOf } from "@/app/request-origin";
import { store } from "@/app/store";
import { FirstTrace } from "@/components/getting-started/first-trace";
import { GettingStarted } from "@/components/getting-started/getting-started";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { newestTrace } from "@/lib/projects/newest-trace";

import { createFirstKeyAction } from "./actions";
import { loadGettingStartedParams } from "./search-params";

export const metadata: Metadata = { title: "Getting started" };

interface Props {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function GettingStartedPage({ params, searchParams }: Props) {
  const ctx = await pageContext((await params).project);
  const { client } = await loadGettingStartedParams(searchParams);
  const { slug } = ctx.project;
  const mayMakeKey = may(ctx.actor, "manage_keys");
  return (
    <div className="mx-auto grid w-full max-w-220 gap-4 p-4">
      <PageHeader
        title="Send your first trace"
        meta="Point a client that you already use at this address. Nothing else changes in your program."
      />
      <FirstTrace
        projectSlug={slug}
        tracesHref={consolePath(slug, "traces")}
        initial={await newestTrace(ctx)}
      />
      <GettingStarted
        origin={originOf(await headers(), store().env.publicUrl)}
        clientId={client}
        tabHref={consolePath(slug, "getting-started")}
        createKey={mayMakeKey ? createFirstKeyAction.bind(null, slug) : null}
        whyNoKey={mayMakeKey ? "" : whyNot(ctx.actor, "manage_keys")}
      />
    </div>
  );
}
