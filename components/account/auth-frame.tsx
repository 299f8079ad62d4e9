import type { ReactNode } from "react";

import { Brand } from "@/components/shell/brand";
import { ThemeToggle } from "@/components/shell/theme-toggle";

/** The quiet page around sign-in: one narrow column, a little above the middle, where the eye rests. */
export function AuthFrame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-11 items-center justify-between px-4">
        <Brand />
        <ThemeToggle />
      </header>
      <main className="mx-auto grid w-full max-w-88 flex-1 content-start gap-5 px-4 pt-[12vh] pb-16">
        {children}
      </main>
    </div>
  );
}

/** The page's heading and the sentence below it. */
export function AuthTitle({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="grid gap-1">
      <h1 className="text-xl font-semibold tracking-[-0.015em]">{title}</h1>
      {children && <p className="text-m text-ink-2">{children}</p>}
    </div>
  );
}
