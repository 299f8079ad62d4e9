"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { useAction } from "@/components/ui/use-action";

import type { ReadDelivery } from "./use-test";

/** What the receiver of a message gets, to look at and to copy. */
export function PayloadDialog({ id, title, read }: { id: string; title: string; read: ReadDelivery }) {
  const [open, setOpen] = useState(false);
  const [body, setBody] = useState<string>();
  const reading = useAction(read, (detail) => setBody(detail.body));
  const change = (next: boolean) => {
    setOpen(next);
    if (next && body === undefined) reading.run({ id });
  };
  return (
    <Dialog
      size="l"
      title={title}
      open={open}
      onOpenChange={change}
      trigger={
        <Button variant="ghost" size="s" aria-label={`Show the message: ${title}`}>
          Show
        </Button>
      }
    >
      {reading.failure ? (
        <Notice tone="bad">{reading.failure.message}</Notice>
      ) : body === undefined ? (
        <Skeleton className="h-40" />
      ) : (
        <CodeBlock code={body} what="message" title={id} className="max-h-[50vh]" />
      )}
    </Dialog>
  );
}
