"use client";

import { Download, X } from "lucide-react";
import Link from "@/components/ui/link";
import { useRouter } from "next/navigation";

import { download } from "@/components/charts/frame/download";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { KeyValues } from "@/components/ui/key-values";
import { Notice } from "@/components/ui/notice";
import { notify } from "@/components/ui/notify";
import { AbsoluteTime } from "@/components/ui/relative-time";
import { formatBytes } from "@/lib/format/bytes";
import { type ActionResult, valueOf } from "@/lib/http/action-result";
import type { QuarantinedDetail } from "@/lib/ingest-usage/get-quarantined";
import { reasonOf } from "@/lib/ingest-usage/reasons";

import { shownBody } from "./shown-body";

interface QuarantineDetailProps {
  item: QuarantinedDetail;
  closeHref: string;
  /** Absent: the viewer may not delete. */
  remove?: (input: { id: string }) => Promise<ActionResult>;
}

/** One sample: what was wrong, what to do, and what was sent. */
export function QuarantineDetail({ item, closeHref, remove }: QuarantineDetailProps) {
  const router = useRouter();
  const { title, mend } = reasonOf(item.code);
  const body = shownBody(item);
  const facts = [
    { key: "When", value: <AbsoluteTime at={item.at} milliseconds /> },
    { key: "Endpoint", value: <span className="font-mono">{item.endpoint}</span> },
    { key: "Client", value: item.client },
    { key: "Service", value: item.service },
    { key: "API key", value: item.keyName },
    { key: "Span", value: item.spanName },
    { key: "Trace id", value: item.traceId && <span className="font-mono">{item.traceId}</span> },
    { key: "Span id", value: item.spanId && <span className="font-mono">{item.spanId}</span> },
  ].filter(({ value }) => value !== null && value !== "");
  return (
    <section
      aria-label={`Sample: ${title}`}
      className="grid content-start gap-3 border-line p-3.5 max-lg:border-b lg:border-l"
    >
      <header className="flex items-start gap-2">
        <div className="mr-auto min-w-0">
          <h3 className="text-m font-semibold">{title}</h3>
          <p className="font-mono text-xs text-ink-3">{item.code}</p>
        </div>
        <IconButton
          icon={X}
          label="Close the sample"
          size="s"
          onClick={() => router.push(closeHref, { scroll: false })}
        />
      </header>
      <p className="text-s break-words">{item.message}</p>
      <Notice>{mend}</Notice>
      <KeyValues items={facts} />
      {body === null ? (
        <p className="text-s text-ink-3">
          {item.hasBody
            ? "What was sent may hold what people said, which your role does not let you read."
            : "Nothing of the body was kept: it was refused before it was read."}
        </p>
      ) : (
        <CodeBlock
          code={body.text}
          what="sample"
          title={item.bodyBytes === null ? body.title : `${body.title}, of ${formatBytes(item.bodyBytes)}`}
          className="max-h-80"
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          size="s"
          onClick={() =>
            download(
              `refused-${item.code}-${item.id.slice(0, 8)}.json`,
              JSON.stringify(item, null, 2),
              "application/json",
            )
          }
        >
          <Download aria-hidden className="size-3.5" />
          Download JSON
        </Button>
        {remove && (
          <ConfirmDialog
            title="Delete this sample?"
            consequence="It cannot be shown again. What was refused stays counted."
            action="Delete sample"
            onConfirm={async () => {
              valueOf(await remove({ id: item.id }));
              notify.done("Sample deleted");
              router.push(closeHref, { scroll: false });
            }}
            trigger={
              <Button size="s" variant="ghost">
                Delete…
              </Button>
            }
          />
        )}
        <Link href={closeHref} scroll={false} className="sr-only">
          Back to the list
        </Link>
      </div>
    </section>
  );
}
