"use client";

import { Button } from "@/components/ui/button";
import { AbsoluteTime } from "@/components/ui/relative-time";

interface SearchProgressProps {
  found: number;
  searchedTo: string;
  /** The range goes back further than was looked. */
  further: boolean;
  pending: boolean;
  onFurther: () => void;
}

/** How far back a text was looked for: a short answer must not read as a complete one. */
export const SearchProgress = ({ found, searchedTo, further, pending, onFurther }: SearchProgressProps) => (
  <div
    role="status"
    className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-sunken px-3 py-1 text-s text-ink-2"
  >
    <span>
      <b className="tabular font-medium text-ink">{found.toLocaleString("en")}</b> found; looked back to{" "}
      <AbsoluteTime at={searchedTo} />
      {further ? "" : ", the whole range"}
    </span>
    {further && (
      <Button size="s" pending={pending} onClick={onFurther}>
        Search further
      </Button>
    )}
  </div>
);
