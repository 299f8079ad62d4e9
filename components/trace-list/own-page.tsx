"use client";

import Link from "@/components/ui/link";
import { useParams } from "next/navigation";

import { serializeShellParams } from "@/components/shell/search-params";
import { useShellParams } from "@/components/shell/use-shell-params";
import { sessionPath, userPath } from "@/components/trace/trace-paths";

const PATHS = { user: userPath, session: sessionPath };

/** A user or a session in a cell: it has a page of its own. */
export function OwnPage({ of, id }: { of: keyof typeof PATHS; id: string | null | undefined }) {
  // Null where nothing of Next stands around it.
  const params = useParams<{ project: string }>() as { project: string } | null;
  const [shell] = useShellParams();
  if (id === null || id === undefined || id === "") return null;
  return (
    <Link
      href={serializeShellParams(PATHS[of](decodeURIComponent(params?.project ?? ""), id), {
        ...shell,
        live: null,
      })}
      prefetch={false}
      title={id}
      className="hover:text-accent hover:underline"
      onClick={(event) => event.stopPropagation()}
    >
      <bdi>{id}</bdi>
    </Link>
  );
}
