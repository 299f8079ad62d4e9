"use client";

import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { JsonView } from "@/components/ui/json-view";
import { RelativeTime } from "@/components/ui/relative-time";
import { significant } from "@/lib/format/significant";
import type { SpanDocument } from "@/lib/traces/document";

import { SaidText } from "./said-text";

/** Retrieved documents in their order: name, score, age, text. */
export function DocumentCards({ documents }: { documents: NonNullable<SpanDocument["documents"]> }) {
  return (
    <ol className="grid gap-1.5">
      {documents.map((document, i) => (
        <li key={i} className="min-w-0 rounded-m border border-line px-2.5 py-1.5">
          <div className="flex min-h-6 min-w-0 items-center gap-2">
            <span className="truncate font-medium">{document.id ?? `Document ${i + 1}`}</span>
            {document.score !== null && (
              <span data-tip={`Score ${document.score}`}>
                <Badge>
                  <span className="tabular">{significant(document.score, 2)}</span>
                </Badge>
              </span>
            )}
            {document.updated_at && !Number.isNaN(Date.parse(document.updated_at)) && (
              <span className="ml-auto truncate text-ink-3">
                updated <RelativeTime at={document.updated_at} />
              </span>
            )}
            {document.content && (
              <span className={document.updated_at ? "" : "ml-auto"}>
                <CopyButton text={document.content} what="document" />
              </span>
            )}
          </div>
          {document.content === null ? (
            <p className="text-ink-3">Its text was not recorded.</p>
          ) : (
            <SaidText text={document.content} limit={280} className="text-ink-2" />
          )}
          {document.metadata && Object.keys(document.metadata).length > 0 && (
            <JsonView value={document.metadata} what="document metadata" openDepth={0} className="mt-1.5" />
          )}
        </li>
      ))}
    </ol>
  );
}
