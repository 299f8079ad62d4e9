interface Options {
  description?: string;
  /** One thing to do about it, such as undo. */
  action?: { label: string; onClick: () => void };
}

type Kind = "success" | "error";
interface Toast extends Options {
  kind: Kind;
  title: string;
  duration?: number;
}

// The drawing library arrives with the first toast, not with the page: until its place is mounted, toasts wait here.
const waiting: Toast[] = [];
let deliver: (() => void) | undefined;

/** Called by the toaster alone: told when there is something to draw. */
export function onToast(listener: () => void): () => void {
  deliver = listener;
  if (waiting.length > 0) listener();
  return () => {
    deliver = undefined;
  };
}

/** Hands over what waits. */
export const takeToasts = (): Toast[] => waiting.splice(0);

function raise(toast: Toast): void {
  waiting.push(toast);
  deliver?.();
}

/** Says that something was done ("Key deleted"), or that it failed and what to do. */
export const notify = {
  done: (title: string, options?: Options): void => raise({ kind: "success", title, ...options }),
  failed: (title: string, options?: Options): void =>
    raise({ kind: "error", title, duration: 10_000, ...options }),
};
