"use client";

import { useQuery } from "@tanstack/react-query";
import { Siren } from "lucide-react";
import Link from "@/components/ui/link";
import { lazy, type ReactNode } from "react";

import { consolePath } from "@/components/shell/routes";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { FormDialog } from "@/components/ui/form-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { Skeleton } from "@/components/ui/skeleton";
import { fetchJson } from "@/lib/http/fetch-json";
import type { IncidentPage } from "@/lib/incidents/list-incidents";

import { incidentJsonPath } from "./incident-paths";
import type { KeepTraceFormProps } from "./keep-trace-form";

const KeepTraceForm = lazy(() =>
  import("./keep-trace-form").then(({ KeepTraceForm: form }) => ({ default: form })),
);

interface KeepWithIncidentProps extends Pick<KeepTraceFormProps, "keep"> {
  projectSlug: string;
  traceIds: readonly string[];
  /** Absent: the icon of a trace's head. */
  trigger?: ReactNode;
}

/** Keeps traces with one of the unresolved incidents, which are asked for when the dialog opens. */
export const KeepWithIncident = ({ trigger, ...props }: KeepWithIncidentProps) => (
  <FormDialog
    title="Keep with an incident"
    description={
      props.traceIds.length === 1
        ? "A copy of this trace as it is now stays with the incident, whatever retention does."
        : `Copies of these ${props.traceIds.length} traces as they are now stay with the incident, whatever retention does.`
    }
    trigger={trigger ?? <IconButton icon={Siren} label="Keep with an incident" size="s" />}
  >
    {(done) => <Choose {...props} done={() => done()} />}
  </FormDialog>
);

function Choose({
  projectSlug,
  traceIds,
  keep,
  done,
}: Omit<KeepWithIncidentProps, "trigger"> & { done: () => void }) {
  const query = useQuery({
    queryKey: ["unresolved-incidents", projectSlug],
    queryFn: ({ signal }) =>
      fetchJson<IncidentPage>(`${incidentJsonPath(projectSlug)}?state=unresolved`, signal),
  });
  if (query.isError)
    return (
      <ErrorState compact title="Incidents could not be read" onRetry={() => void query.refetch()}>
        {query.error.message}
      </ErrorState>
    );
  if (!query.data) return <Skeleton className="h-40" />;
  if (query.data.data.length === 0)
    return (
      <EmptyState title="No unresolved incident">
        To keep it with an older one, open that one under{" "}
        <Link href={`${consolePath(projectSlug, "incidents")}?state=all`} className="text-accent underline">
          Incidents
        </Link>{" "}
        and give it the trace&rsquo;s id.
      </EmptyState>
    );
  return <KeepTraceForm id={null} incidents={query.data.data} traceIds={traceIds} keep={keep} done={done} />;
}
