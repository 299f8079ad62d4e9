import type { ReactNode } from "react";

import { CopyButton } from "./copy-button";

interface SecretOnceProps {
  /** "API key", "invitation link" */
  what: string;
  secret: string;
  /** What to do with it, and that it is shown only now. */
  children: ReactNode;
}

/** Something that can be seen only now: the sentence first, then the text to select or copy. */
export function SecretOnce({ what, secret, children }: SecretOnceProps) {
  return (
    <div role="status" className="grid gap-1.5 rounded-m border border-accent-line bg-accent-soft px-3 py-2">
      <p className="text-s text-ink">{children}</p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-56 rounded-s bg-surface px-2 py-1 text-s break-all select-all">
          {secret}
        </code>
        <CopyButton text={secret} what={what} labelled size="m" />
      </div>
    </div>
  );
}
