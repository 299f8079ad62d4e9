interface Options {
  description?: string;
  /** One thing to do about it, such as undo. */
  action?: { label: string; onClick: () => void };
}

// sonner arrives with the first toast, not with the page.
const load = () => import("sonner").then((m) => m.toast);

/** Says that something was done ("Key deleted"), or that it failed and what to do. */
export const notify = {
  done: (title: string, options?: Options): void =>
    void load().then((toast) => toast.success(title, options)),
  failed: (title: string, options?: Options): void =>
    void load().then((toast) => toast.error(title, { duration: 10_000, ...options })),
};
