import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { viewerZone } from "@/app/viewer-zone";
import { loadEndUserParams, SHOWN } from "@/components/end-users/search-params";
import { UserSearch } from "@/components/end-users/user-search";
import { UsersTable } from "@/components/end-users/users-table";
import { PageHeader } from "@/components/shell/page-header";
import { PagePart } from "@/components/shell/page-part";
import { SkeletonRows } from "@/components/ui/skeleton";
import { MOST_END_USERS } from "@/lib/end-users/end-user";
import { listEndUsers } from "@/lib/end-users/list-end-users";

import { endUserQuery } from "./end-user-query";

interface UsersPageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Users" };

export default async function UsersPage({ params, searchParams }: UsersPageProps) {
  const { project } = await params;
  const view = await loadEndUserParams(searchParams);
  return (
    <div className="grid gap-3 p-4">
      <PageHeader
        title="Users"
        meta="Whom the interactions of this range served, as your clients name them."
        actions={<UserSearch />}
      />
      <PagePart title="The users" meanwhile={<SkeletonRows rows={12} label="Loading the users" />}>
        <Users project={project} view={view} />
      </PagePart>
    </div>
  );
}

async function Users({
  project,
  view,
}: {
  project: string;
  view: Awaited<ReturnType<typeof loadEndUserParams>>;
}) {
  const ctx = await pageContext(project);
  const query = endUserQuery(view, ctx.now(), await viewerZone(view.tz));
  const limit = Math.min(Math.max(view.show, SHOWN), MOST_END_USERS);
  return (
    <UsersTable
      projectSlug={project}
      users={await listEndUsers(ctx, { ...query, limit })}
      range={{ from: query.from, to: query.to }}
    />
  );
}
