import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import type { JsonSchema, OpenApiOperation } from "@/lib/openapi/document";

import { FieldTable } from "./field-table";
import { Prose } from "./prose";
import { fieldRows, schemaLine, type FieldRow } from "./schema-line";

interface ApiCallProps {
  method: string;
  path: string;
  operation: OpenApiOperation;
  schemas: { [name: string]: JsonSchema };
  /** A call to paste into a shell. */
  example: string;
}

/** One call: what it does, what it takes, what it gives, and how to try it. */
export function ApiCall({ method, path, operation, schemas, example }: ApiCallProps) {
  const body = operation.requestBody?.content["application/json"].schema;
  const answer = (
    operation.responses["200"]?.content as { "application/json": { schema: JsonSchema } } | undefined
  )?.["application/json"].schema;
  return (
    <article>
      <h1 className="text-xl font-semibold text-ink">{operation.summary}</h1>
      <p className="mt-1 flex items-center gap-2 font-mono text-s text-ink">
        <Badge>{method.toUpperCase()}</Badge>
        <span className="break-all">{path}</span>
      </p>
      <p className="mt-2 max-w-[68ch] text-m text-ink-2">
        <Prose text={operation.description} />
      </p>
      <div className="mt-3 grid gap-4">
        <CodeBlock code={example} what="example" title="Example" />
        <FieldTable rows={operation.parameters.map(parameterRow)} caption="Parameters" />
        {body && <FieldTable rows={fieldRows(resolve(body, schemas))} caption="Body" />}
        {answer && <FieldTable rows={fieldRows(resolve(answer, schemas))} caption="Answer" />}
      </div>
    </article>
  );
}

const parameterRow = ({
  name,
  required,
  description,
  schema,
}: OpenApiOperation["parameters"][number]): FieldRow => ({
  name,
  depth: 0,
  type: schemaLine(schema),
  required,
  description: description ?? "",
});

const resolve = (schema: JsonSchema, schemas: { [name: string]: JsonSchema }): JsonSchema =>
  typeof schema.$ref === "string" ? (schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema;
