import type { Metadata } from "next";
import Link from "@/components/ui/link";
import { notFound } from "next/navigation";

import { DocText } from "@/components/docs/doc-text";
import { DocsFrame } from "@/components/docs/docs-frame";
import { readDoc, searchDocs, sectionsOf } from "@/lib/docs/read-doc";

interface DocsPageProps {
  params: Promise<{ page?: string[] }>;
  searchParams: Promise<{ q?: string | string[] }>;
}

export async function generateMetadata({ params }: DocsPageProps): Promise<Metadata> {
  const { page = [] } = await params;
  return { title: (await readDoc(page))?.title ?? "Documentation" };
}

/** The documentation of this version, served by itself: an installation without the internet has it, too. */
export default async function DocsPage({ params, searchParams }: DocsPageProps) {
  const [{ page = [] }, { q }] = await Promise.all([params, searchParams]);
  const [doc, first] = await Promise.all([readDoc(page), readDoc([])]);
  if (doc === null || first === null) notFound();
  const asked = typeof q === "string" ? q.trim().slice(0, 200) : "";
  return (
    <DocsFrame sections={sectionsOf(first)} current={doc.name} asked={asked}>
      {asked === "" ? <DocText doc={doc} /> : <Found asked={asked} />}
    </DocsFrame>
  );
}

async function Found({ asked }: { asked: string }) {
  const found = await searchDocs(asked);
  return (
    <>
      <h1 className="text-xl font-semibold text-ink">
        {found.length === 0 ? "Nothing" : `${found.length} page${found.length === 1 ? "" : "s"}`} with “
        {asked}”
      </h1>
      {found.length === 0 && (
        <p className="mt-2 text-m text-ink-2">
          Pages must hold every word. Try fewer, or look through <Link href="/docs">all pages</Link>.
        </p>
      )}
      <ul className="mt-4 grid gap-4">
        {found.map(({ name, title, lines }) => (
          <li key={name}>
            <Link
              href={`/docs/${name}`}
              prefetch={false}
              className="text-m font-medium text-accent hover:underline"
            >
              {title}
            </Link>
            {lines.map((line) => (
              <p key={line} className="text-m text-ink-2">
                {line}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}
