import Link from "next/link";

import { experimentPath } from "./experiment-paths";

/** Where what is being run is kept. */
export const RunLinks = ({ projectSlug, id }: { projectSlug: string; id: number | null }) => (
  <div className="flex min-h-6 flex-wrap items-baseline gap-x-3">
    <h2 className="text-m font-semibold">Results</h2>
    {id !== null && (
      <p className="text-s text-ink-2">
        Kept as{" "}
        <Link href={experimentPath(projectSlug, id)} className="text-accent underline" prefetch={false}>
          experiment {id}
        </Link>
        . Leaving this page while it runs cancels it.
      </p>
    )}
  </div>
);
