import type { Metadata } from "next";
import Link from "@/components/ui/link";
import { notFound } from "next/navigation";

import { ApiCall } from "@/components/docs/api-call";
import { DocsFrame } from "@/components/docs/docs-frame";
import { openApiDocument } from "@/lib/openapi/document";
import { curlExample } from "@/lib/openapi/example";
import { OPERATIONS } from "@/lib/openapi/operations";
import manifest from "@/package.json";

interface CallPageProps {
  params: Promise<{ call: string }>;
}

const callOf = (id: string) => OPERATIONS.find((operation) => operation.id === id);

export async function generateMetadata({ params }: CallPageProps): Promise<Metadata> {
  return { title: callOf((await params).call)?.summary ?? "API" };
}

/** One call, drawn from the description that is checked against the code. */
export default async function CallPage({ params }: CallPageProps) {
  const call = callOf((await params).call);
  if (call === undefined) notFound();
  const { paths, components, tags } = openApiDocument(manifest.version);
  const operation = paths[call.path]?.[call.method];
  if (operation === undefined) notFound();
  const sections = tags.map(({ name }) => ({
    title: name,
    docs: OPERATIONS.filter(({ section }) => section === name).map(({ id, summary }) => ({
      name: id,
      title: summary,
    })),
  }));
  return (
    <DocsFrame sections={sections} folder="/api-reference" current={call.id}>
      <p className="text-s text-ink-3">
        <Link href="/api-reference" prefetch={false} className="hover:underline">
          API
        </Link>{" "}
        / {call.section}
      </p>
      <ApiCall
        method={call.method}
        path={call.path}
        operation={operation}
        schemas={components.schemas}
        example={curlExample(call)}
      />
    </DocsFrame>
  );
}
