import { cn } from "@/components/ui/cn";
import type { SearchHit } from "@/lib/traces/search-hit";
import { shortenBefore } from "@/lib/traces/snippet";

import { placeOfHit } from "./place-of-hit";

/** Where a text was found and what stands around it, on one line that is cut at its end. */
export function FoundText({ hit, className }: { hit: SearchHit; className?: string }) {
  const { text, start, end } = shortenBefore(hit);
  const place = placeOfHit(hit);
  const inSpan = hit.span === null ? place : `${hit.span.name} · ${place}`;
  return (
    <span className={cn("flex min-w-0 items-baseline gap-2", className)} title={`${inSpan}\n${hit.text}`}>
      <span className="max-w-2/5 shrink-0 truncate text-ink-3">{inSpan}</span>
      <bdi dir="auto" className="min-w-0 flex-1 truncate text-start text-ink-2">
        {text.slice(0, start)}
        <mark>{text.slice(start, end)}</mark>
        {text.slice(end)}
      </bdi>
    </span>
  );
}
