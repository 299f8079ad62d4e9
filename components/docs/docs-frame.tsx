import Link from "@/components/ui/link";
import type { ReactNode } from "react";

import { Brand } from "@/components/shell/brand";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { DocSection } from "@/lib/docs/read-doc";

interface DocsFrameProps {
  sections: readonly DocSection[];
  /** Where the pages of the sections are. */
  folder?: "/docs" | "/api-reference";
  /** Name of the page that is shown; null: none of these. */
  current: string | null;
  /** What was searched for. */
  asked?: string;
  children: ReactNode;
}

/** The frame of help: all pages, a search over them, and the way back. */
export function DocsFrame({ sections, folder = "/docs", current, asked = "", children }: DocsFrameProps) {
  return (
    <>
      <header
        data-chrome
        className="sticky top-0 z-20 flex h-11 items-center gap-3 border-b border-line bg-surface px-3"
      >
        <Link href="/" prefetch={false} aria-label="Back to the console" className="rounded-m">
          <Brand />
        </Link>
        <Link href="/docs" prefetch={false} className="text-ink-2 hover:text-ink max-sm:hidden">
          Documentation
        </Link>
        <Link href="/api-reference" prefetch={false} className="text-ink-2 hover:text-ink">
          API
        </Link>
        <form action="/docs" role="search" className="ml-auto w-56 min-w-0">
          <Input
            name="q"
            type="search"
            defaultValue={asked}
            placeholder="Search"
            aria-label="Search the documentation"
          />
        </form>
        <Button asChild>
          <Link href="/" prefetch={false}>
            Console
          </Link>
        </Button>
      </header>
      <div className="mx-auto grid max-w-300 gap-8 px-4 py-6 md:grid-cols-[15rem_minmax(0,1fr)] print:block!">
        <nav aria-label="Documentation" data-chrome className="text-s max-md:hidden">
          <div className="sticky top-17 grid max-h-[calc(100dvh-5rem)] gap-4 overflow-y-auto">
            {sections.map(({ title, docs }) => (
              <section key={title}>
                <h2 className="mb-1 font-medium text-ink">{title}</h2>
                <ul className="grid gap-0.5">
                  {docs.map(({ name, title: page }) => (
                    <li key={name}>
                      <Link
                        href={`${folder}/${name}`}
                        prefetch={false}
                        aria-current={name === current ? "page" : undefined}
                        className="block rounded-s px-2 py-0.5 text-ink-2 hover:bg-hover hover:text-ink aria-[current]:bg-accent-soft aria-[current]:text-accent"
                      >
                        {page}
                      </Link>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </nav>
        <main id="main" className="min-w-0">
          {children}
        </main>
      </div>
    </>
  );
}
