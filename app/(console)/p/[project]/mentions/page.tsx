import { AtSign, EyeOff } from "lucide-react";
import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { MentionList } from "@/components/comments/mention-list";
import { PageHeader } from "@/components/shell/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { may } from "@/lib/auth/roles";
import { listMentions } from "@/lib/comments/mentions-of-me";

import { seeMentionsAction } from "../comments/actions";

export const metadata: Metadata = { title: "Mentions" };

/** Comments that name whoever looks. */
export default async function MentionsPage({ params }: { params: Promise<{ project: string }> }) {
  const { project } = await params;
  const ctx = await pageContext(project);
  const header = (
    <PageHeader title="Mentions of you" meta="Comments on traces that name you, the newest first." />
  );
  if (!may(ctx.actor, "read_content"))
    return (
      <div className="grid gap-4 p-4">
        {header}
        <EmptyState icon={EyeOff} title="Your role sees figures, not what was said">
          Comments are about what was said in traces, so nobody can mention you in one.
        </EmptyState>
      </div>
    );
  const mentions = await listMentions(ctx);
  return (
    <div className="grid gap-4 p-4">
      {header}
      {mentions.length === 0 ? (
        <EmptyState icon={AtSign} title="Nobody has mentioned you">
          Whoever writes @ and your name in a comment on a trace asks you to look at it; that stands here
          then.
        </EmptyState>
      ) : (
        <Panel flush>
          <MentionList
            projectSlug={project}
            mentions={mentions}
            see={seeMentionsAction.bind(null, project)}
          />
        </Panel>
      )}
    </div>
  );
}
