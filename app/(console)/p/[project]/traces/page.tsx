import type { SearchParams } from "nuqs/server";
import { redirect } from "next/navigation";
import { Suspense } from "react";

import { pageContext } from "@/app/context";
import { PageHeader } from "@/components/shell/page-header";
import { consolePath } from "@/components/shell/routes";
import type { ListVerbs } from "@/components/trace-list/list-verbs";
import { listSearch, type ListView } from "@/components/trace-list/search-params";
import { TraceList } from "@/components/trace-list/trace-list";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";
import { hasTraces } from "@/lib/traces/has-traces";
import { listTraces } from "@/lib/traces/list-traces";
import { sortOf } from "@/lib/traces/sort";

import { listViews, type SavedView } from "@/lib/views/list-views";

import { bookmarkTracesAction } from "../bookmarks/actions";
import { writeCommentAction } from "../comments/actions";
import { keepTracesAction } from "../incidents/actions";
import { writeScoreAction } from "../scores/actions";
import { changeViewAction, saveViewAction } from "./actions";
import { listedFilter } from "./listed-filter";
import { loadListView } from "./search-params";
import { viewAddress } from "./view-address";

interface PageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata = { title: "Traces" };

export default async function TracesPage({ params, searchParams }: PageProps) {
  const { project } = await params;
  const ctx = await pageContext(project);
  const [view, words, views] = await Promise.all([loadListView(searchParams), searchParams, listViews(ctx)]);
  const address = viewAddress(consolePath(project, "traces"), words, views);
  if (address !== null) redirect(address);
  return (
    <>
      <PageHeader title="Traces" quiet />
      <Suspense fallback={<TracesSkeleton />}>
        <TracesBody project={project} view={view} views={views} />
      </Suspense>
    </>
  );
}

interface BodyProps {
  project: string;
  view: ListView;
  views: readonly SavedView[];
}

async function TracesBody({ project, view, views }: BodyProps) {
  const ctx = await pageContext(project);
  const at = ctx.now();
  const page = await listTraces(ctx, await listedFilter(ctx, view, at), {
    scores: true,
    sort: view.sort && sortOf(view.sort),
  });
  const everAny = page.data.length > 0 || (await hasTraces(ctx));
  return (
    <TraceList
      projectSlug={project}
      first={{ search: listSearch(view), page, at: at.getTime() }}
      everAny={everAny}
      verbs={verbsOf(ctx, project)}
      views={{
        views,
        mayShare: may(ctx.actor, "edit_views"),
        save: saveViewAction.bind(null, project),
        change: changeViewAction.bind(null, project),
      }}
    />
  );
}

function verbsOf({ actor }: Context, project: string): ListVerbs {
  const reads = may(actor, "read_content");
  return {
    bookmark: bookmarkTracesAction.bind(null, project),
    keep: reads && may(actor, "edit_incidents") ? keepTracesAction.bind(null, project) : null,
    score: reads && may(actor, "write_comments") ? writeScoreAction.bind(null, project) : null,
    comment: reads && may(actor, "write_comments") ? writeCommentAction.bind(null, project) : null,
  };
}

/** The page's frame in its size, so that nothing jumps when the rows arrive. */
function TracesSkeleton() {
  return (
    <div className="flex h-[calc(100dvh-var(--bar))] flex-col overflow-hidden">
      <div className="flex gap-2 border-b border-line bg-surface px-3 py-2">
        <Skeleton className="h-7 w-64 max-md:flex-1" />
        <Skeleton className="h-7 w-96 max-md:w-20" />
      </div>
      <div className="border-b border-line bg-surface px-3 pt-1.5 pb-1">
        <Skeleton className="h-22" />
      </div>
      <SkeletonRows rows={20} label="Loading the traces" />
    </div>
  );
}
