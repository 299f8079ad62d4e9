import { Download, EyeOff, Stamp } from "lucide-react";
import type { Metadata } from "next";

import { pageContext } from "@/app/context";
import { VERIFIER_PATH } from "@/components/evidence/evidence-path";
import { SaveEvidence } from "@/components/evidence/save-evidence";
import { HeadTable } from "@/components/seals/head-table";
import { KeyTable } from "@/components/seals/key-table";
import { VerifyPanel } from "@/components/seals/verify-panel";
import { PageHeader } from "@/components/shell/page-header";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { plural } from "@/lib/format/count";
import { listSeals } from "@/lib/seals/list-seals";

export const metadata: Metadata = { title: "Seals" };

/** What shows that nothing stored was changed: signed heads, what each says is missing, keys, and whether it holds. */
export default async function SealsPage({ params }: { params: Promise<{ project: string }> }) {
  const { project } = await params;
  const ctx = await pageContext(project);
  if (!may(ctx.actor, "read_audit"))
    return (
      <>
        <PageHeader title="Seals" />
        <EmptyState icon={EyeOff} title="Seals are for compliance and admins">
          {whyNot(ctx.actor, "read_audit")}
        </EmptyState>
      </>
    );
  const { heads, keys, waiting, verified } = await listSeals(ctx);
  return (
    <>
      <PageHeader
        title="Seals"
        meta={`Traces are sealed when nothing came for ten minutes. ${waiting === 0 ? "None waits." : `${plural(waiting, "trace")} ${waiting === 1 ? "waits" : "wait"}.`}`}
        actions={
          <>
            {may(ctx.actor, "make_evidence") && <SaveEvidence projectSlug={project} about={null} />}
            <Button asChild size="s">
              <a href={VERIFIER_PATH} download>
                <Download aria-hidden className="size-4" strokeWidth={1.75} />
                Verifier
              </a>
            </Button>
            <Button asChild size="s">
              <a href={`/api/console/${project}/seals/keys`} download>
                <Download aria-hidden className="size-4" strokeWidth={1.75} />
                Public keys
              </a>
            </Button>
          </>
        }
      />
      {heads.traces.length + heads.audit.length === 0 ? (
        <EmptyState icon={Stamp} title="Nothing is sealed yet">
          The worker seals traces when they have settled, and rows of the audit log when they are two minutes
          old.
        </EmptyState>
      ) : (
        <>
          <VerifyPanel projectSlug={project} last={verified} />
          <Panel title="Heads of the traces" aside={newest(heads.traces.length)} flush>
            {heads.traces.length > 0 ? (
              <HeadTable caption="Heads of the traces" heads={heads.traces} />
            ) : (
              <p className="px-3.5 pb-3 text-s text-ink-2">No trace has settled yet.</p>
            )}
          </Panel>
          <Panel title="Heads of the audit log" aside={newest(heads.audit.length)} flush>
            {heads.audit.length > 0 ? (
              <HeadTable caption="Heads of the audit log" heads={heads.audit} />
            ) : (
              <p className="px-3.5 pb-3 text-s text-ink-2">Nothing of it is old enough yet.</p>
            )}
          </Panel>
          <Panel title="Keys of this instance" flush>
            <KeyTable keys={keys} />
          </Panel>
        </>
      )}
    </>
  );
}

const newest = (count: number): string | null => (count === 50 ? "the newest 50" : null);
