"use client";

import { useQuery } from "@tanstack/react-query";
import { MessageSquarePlus } from "lucide-react";
import { lazy } from "react";

import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";
import { notify } from "@/components/ui/notify";
import { QueryError } from "@/components/ui/query-error";
import { Skeleton } from "@/components/ui/skeleton";
import type { Person } from "@/lib/comments/comment";
import { plural } from "@/lib/format/count";
import { fetchJson } from "@/lib/http/fetch-json";

import type { CommentVerbs } from "./comments";

const CommentForm = lazy(() => import("./comment-form").then(({ CommentForm: form }) => ({ default: form })));

interface CommentOnManyProps {
  projectSlug: string;
  traceIds: readonly string[];
  write: CommentVerbs["write"];
}

/** The same words about each of several traces. */
export const CommentOnMany = (props: CommentOnManyProps) => (
  <FormDialog
    title={`Comment on ${plural(props.traceIds.length, "trace")}`}
    description={props.traceIds.length > 1 ? "The same comment stands on each of them." : undefined}
    trigger={
      <Button>
        <MessageSquarePlus aria-hidden className="size-3.5" />
        Comment
      </Button>
    }
  >
    {(done) => <Write {...props} done={() => done()} />}
  </FormDialog>
);

function Write({ projectSlug, traceIds, write, done }: CommentOnManyProps & { done: () => void }) {
  const query = useQuery({
    queryKey: ["people", projectSlug],
    queryFn: ({ signal }) =>
      fetchJson<{ people: Person[] }>(`/api/console/${encodeURIComponent(projectSlug)}/people`, signal),
  });
  if (query.isError) return <QueryError query={query} title="The members could not be read" />;
  if (!query.data) return <Skeleton className="h-32" />;
  return (
    <CommentForm
      about={{ traceIds: [...traceIds] }}
      people={query.data.people}
      write={write}
      done={() => {
        done();
        notify.done(`Commented on ${plural(traceIds.length, "trace")}`);
      }}
    />
  );
}
