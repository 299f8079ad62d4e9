"use client";

import { PageError, type PageErrorProps } from "@/components/shell/page-error";

/** Also of a single prompt. */
export default function PromptsError(props: PageErrorProps) {
  return (
    <PageError {...props} title="The prompts could not be read">
      The database may be away or slow. Try again, or choose a shorter range.
    </PageError>
  );
}
