"use client";

import { Button } from "@/components/ui/button";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { hashesOf } from "@/lib/bodies/trigram-filter";

interface SearchProgressProps {
  q: string;
  found: number;
  searchedTo: string;
  /** The range goes back further than was looked. */
  further: boolean;
  pending: boolean;
  onFurther: () => void;
}

/** How far back a text was looked for: a short answer must not read as a complete one. */
export const SearchProgress = ({
  q,
  found,
  searchedTo,
  further,
  pending,
  onFurther,
}: SearchProgressProps) => (
  <div
    role="status"
    className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-sunken px-3 py-1 text-s text-ink-2"
  >
    <span>
      <b className="tabular font-medium text-ink">{found.toLocaleString("en")}</b> found; looked back to{" "}
      <AbsoluteTime at={searchedTo} />
      {further ? "" : ", the whole range"}
    </span>
    {/* No filter of the stored texts knows it: each text is read. */}
    {hashesOf(q).length === 0 && <span className="text-ink-3">A text this short is looked for slowly</span>}
    {further && (
      <Button size="s" pending={pending} onClick={onFurther}>
        Search further
      </Button>
    )}
  </div>
);
