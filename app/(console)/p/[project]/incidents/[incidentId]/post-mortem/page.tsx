import { Download } from "lucide-react";
import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "@/components/ui/link";

import { pageContext } from "@/app/context";
import { originOf } from "@/app/request-origin";
import { store } from "@/app/store";
import { viewerZone } from "@/app/viewer-zone";
import { incidentJsonPath, incidentPath } from "@/components/incidents/incident-paths";
import { PrintButton } from "@/components/ui/print-button";
import { MarkdownView, PostMortemEditor } from "@/components/lazy-parts";
import { PageHeader } from "@/components/shell/page-header";
import { Button } from "@/components/ui/button";
import { may } from "@/lib/auth/roles";
import { getPostMortem } from "@/lib/incidents/get-post-mortem";

import { savePostMortemAction } from "../../actions";
import { orNotFound } from "../or-not-found";

export const metadata: Metadata = { title: "Post-mortem" };

export default async function PostMortemPage({
  params,
}: {
  params: Promise<{ project: string; incidentId: string }>;
}) {
  const { project, incidentId } = await params;
  const ctx = await pageContext(project);
  const origin = originOf(await headers(), store().env.publicUrl);
  const { incident, text, saved } = await orNotFound(
    getPostMortem(ctx, incidentId, {
      zone: await viewerZone(),
      url: `${origin}${incidentPath(project, incidentId)}`,
    }),
  );
  const jsonHref = `${incidentJsonPath(project, incident.id)}/post-mortem`;
  return (
    <div className="flex h-[calc(100dvh-var(--bar))] flex-col print:block print:h-auto">
      <div className="border-b border-line bg-surface px-4 py-3 print:hidden">
        <PageHeader
          title="Post-mortem"
          meta={
            <>
              {`Of incident ${incident.id}: `}
              <Link href={incidentPath(project, incident.id)} className="wrap-anywhere text-accent underline">
                {incident.title}
              </Link>
            </>
          }
          actions={
            <>
              {(["md", "html"] as const).map((format) => (
                <Button asChild size="s" key={format} data-tip="As it was saved last.">
                  <a href={`${jsonHref}?format=${format}`} download>
                    <Download aria-hidden className="size-3.5" />
                    {format === "md" ? "Markdown" : "HTML"}
                  </a>
                </Button>
              ))}
              <PrintButton />
            </>
          }
        />
      </div>
      {may(ctx.actor, "edit_incidents") ? (
        <PostMortemEditor
          id={incident.id}
          first={{ text, saved }}
          viewer={ctx.actor.name}
          jsonHref={`${jsonHref}?format=json`}
          save={savePostMortemAction.bind(null, project)}
        />
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto bg-surface px-6 py-4 max-md:px-4 print:overflow-visible print:p-0">
          <MarkdownView text={text} className="mx-auto max-w-180" />
        </div>
      )}
    </div>
  );
}
