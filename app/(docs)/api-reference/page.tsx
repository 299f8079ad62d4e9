import type { Metadata } from "next";

import { ApiCall } from "@/components/docs/api-call";
import { Prose } from "@/components/docs/prose";
import { openApiDocument } from "@/lib/openapi/document";
import { curlExample } from "@/lib/openapi/example";
import { OPERATIONS } from "@/lib/openapi/operations";
import manifest from "@/package.json";

export const metadata: Metadata = { title: "API" };

/** The public API, drawn from the description that is checked against the code. */
export default function ApiReferencePage() {
  const { info, tags, paths, components } = openApiDocument(manifest.version);
  return (
    <main className="mx-auto grid max-w-240 gap-8 px-6 py-8">
      <header>
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
        <nav aria-label="Calls" className="mt-4">
          <ul className="grid gap-1 text-m">
            {OPERATIONS.map(({ id, method, path, summary }) => (
              <li key={id}>
                <a className="text-accent underline underline-offset-2" href={`#${id}`}>
                  {summary}
                </a>{" "}
                <span className="font-mono text-s text-ink-3">
                  {method.toUpperCase()} {path}
                </span>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      {tags.map((tag) => (
        <div key={tag.name}>
          <h2 className="text-l font-semibold text-ink">{tag.name}</h2>
          <p className="mb-4 text-m text-ink-2">
            <Prose text={tag.description} />
          </p>
          {OPERATIONS.filter(({ section }) => section === tag.name).map((call) => {
            const operation = paths[call.path]?.[call.method];
            return (
              operation && (
                <ApiCall
                  key={call.id}
                  method={call.method}
                  path={call.path}
                  operation={operation}
                  schemas={components.schemas}
                  example={curlExample(call)}
                />
              )
            );
          })}
        </div>
      ))}
    </main>
  );
}
