import type { ReactNode } from "react";

/** At the end of what a dialog holds: its buttons, in sight while the rest scrolls. */
export const FormActions = ({ children }: { children: ReactNode }) => (
  <div className="sticky -bottom-2 -mx-4 -mb-2 flex justify-end gap-2 rounded-b-l border-t border-line bg-surface px-4 py-3">
    {children}
  </div>
);
