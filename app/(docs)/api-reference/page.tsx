import type { Metadata } from "next";
import Link from "@/components/ui/link";

import { DocsFrame } from "@/components/docs/docs-frame";
import { Prose } from "@/components/docs/prose";
import { readDoc, sectionsOf } from "@/lib/docs/read-doc";
import { openApiDocument } from "@/lib/openapi/document";
import { OPERATIONS } from "@/lib/openapi/operations";
import manifest from "@/package.json";

export const metadata: Metadata = { title: "API" };

/** The calls of the public API, each with a page of its own. */
export default async function ApiReferencePage() {
  const { info, tags } = openApiDocument(manifest.version);
  const first = await readDoc([]);
  return (
    <DocsFrame sections={first === null ? [] : sectionsOf(first)} current={null}>
      <h1 className="text-xl font-semibold text-ink">Recount API</h1>
      <p className="mt-2 max-w-[68ch] text-m text-ink-2">
        <Prose text={info.description} />
      </p>
      <p className="mt-2 text-m text-ink-2">
        The same in OpenAPI 3.1:{" "}
        <a className="text-accent underline" href="/api/openapi.json">
          /api/openapi.json
        </a>
      </p>
      {tags.map((tag) => (
        <section key={tag.name} aria-labelledby={`section-${tag.name}`} className="mt-6">
          <h2 id={`section-${tag.name}`} className="text-l font-semibold text-ink">
            {tag.name}
          </h2>
          <p className="text-m text-ink-2">
            <Prose text={tag.description} />
          </p>
          <ul className="mt-2 grid gap-1.5 text-m">
            {OPERATIONS.filter(({ section }) => section === tag.name).map(({ id, method, path, summary }) => (
              <li key={id} id={id} className="scroll-mt-14">
                <Link
                  className="text-accent underline underline-offset-2"
                  href={`/api-reference/${id}`}
                  prefetch={false}
                >
                  {summary}
                </Link>{" "}
                <span className="font-mono text-s break-all text-ink-3">
                  {method.toUpperCase()} {path}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </DocsFrame>
  );
}
