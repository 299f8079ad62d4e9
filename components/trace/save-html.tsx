"use client";

import { FileDown } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";

import { download } from "@/components/charts/frame/download";
import { IconButton } from "@/components/ui/icon-button";
import { notify } from "@/components/ui/notify";

import { sharePath } from "./trace-paths";

/** Saves the trace, or in its replay that, as one file; what is too large for that is said here, not by a file that does not come. */
export function SaveHtml({ projectSlug, traceId }: { projectSlug: string; traceId: string }) {
  const [pending, setPending] = useState(false);
  const words = useSearchParams();
  const isReplay = words.get("view") === "replay";
  const save = async () => {
    setPending(true);
    try {
      const answer = await fetch(sharePath(projectSlug, traceId, { zone: words.get("tz"), isReplay }));
      if (answer.ok) download(`trace-${traceId}${isReplay ? ".replay" : ""}.html`, await answer.blob());
      else {
        const body = (await answer.json().catch(() => null)) as { error?: { message?: string } } | null;
        notify.failed("Not saved", {
          description: body?.error?.message ?? `The server answered with status ${answer.status}.`,
        });
      }
    } catch {
      notify.failed("Not saved", { description: "The server did not answer. Try again." });
    }
    setPending(false);
  };
  return (
    <IconButton
      icon={FileDown}
      label={isReplay ? "Save replay as HTML" : "Save as HTML"}
      size="s"
      disabled={pending}
      onClick={() => void save()}
    />
  );
}
