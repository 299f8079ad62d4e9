import { z } from "zod";

import { FAILURES } from "@/lib/errors";

import { OPERATIONS, type Operation } from "./operations";

/** JSON of a schema, as OpenAPI 3.1 takes it. */
export type JsonSchema = { [key: string]: unknown };

export interface OpenApiOperation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: { apiKey: string[] }[];
  parameters: {
    name: string;
    in: "query" | "path";
    required: boolean;
    description?: string;
    schema: JsonSchema;
    explode?: boolean;
  }[];
  requestBody?: {
    required: true;
    content: { "application/json": { schema: JsonSchema; example?: unknown } };
  };
  responses: { [status: string]: JsonSchema };
}

export interface OpenApiDocument {
  openapi: "3.1.0";
  info: {
    title: string;
    version: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: { [path: string]: { [M in Operation["method"]]?: OpenApiOperation } };
  components: { schemas: { [name: string]: JsonSchema }; securitySchemes: JsonSchema };
}

/** The description of the public API, made of the schemas that check it. @param version of this server */
export function openApiDocument(version: string): OpenApiDocument {
  const schemas: { [name: string]: JsonSchema } = { Failure: failureSchema };
  const paths: OpenApiDocument["paths"] = {};
  for (const operation of OPERATIONS) {
    schemas[operation.answer.name] = jsonSchema(operation.answer.schema, "output");
    if (operation.body) schemas[operation.body.name] = jsonSchema(operation.body.schema, "input");
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Recount",
      version,
      description:
        "JSON over HTTP. Names are snake_case, times ISO-8601 in UTC, durations end in `_ms`, money is a decimal string and ends in `_usd`. Unknown is null, never 0. OpenTelemetry clients send to `/v1/traces` and `/v1/logs` instead of the write calls below.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "Write", description: "Needs a key with the scope `ingest`." },
      { name: "Read", description: "Needs a key with the scope `read`." },
      {
        name: "Budgets",
        description: "Needs a key with the scope `budgets`; `read` is enough to ask without reserving.",
      },
      { name: "Monitors", description: "Needs a key with the scope `read` to export, `admin` to apply." },
      { name: "Erase", description: "Needs a key with the scope `admin`." },
      { name: "Prove", description: "Needs a key with the scope `admin`." },
    ],
    paths,
    components: {
      schemas,
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "An API key of the project, from its settings.",
        },
      },
    },
  };
}

const failureSchema: JsonSchema = jsonSchema(
  z.object({
    error: z.object({
      code: z.enum(Object.keys(FAILURES) as [string, ...string[]]),
      message: z.string(),
      details: z.array(z.object({ path: z.string(), message: z.string() })),
    }),
  }),
  "output",
);

function describe(operation: Operation): OpenApiOperation {
  const path = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path" as const,
    required: true,
    schema: { type: "string" },
  }));
  const { answer, body } = operation;
  return {
    operationId: operation.id,
    summary: operation.summary,
    description: operation.description,
    tags: [operation.section],
    security: [{ apiKey: [] }],
    parameters: [...path, ...queryParameters(operation.query)],
    ...(body && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: ref(body.name), example: operation.example.body } },
      },
    }),
    responses: {
      "200": {
        description: answer.description,
        content: { "application/json": { schema: ref(answer.name) } },
      },
      default: {
        description: "What went wrong, and whether to send it again: 429 and 503 say when, by `Retry-After`.",
        content: { "application/json": { schema: ref("Failure") } },
      },
    },
  };
}

function queryParameters(query: z.ZodObject | undefined): OpenApiOperation["parameters"] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(query, "input") as {
    properties?: { [name: string]: JsonSchema };
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, emptyMeansNone: _, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(typeof description === "string" && { description }),
    ...(schema.type === "array" && { explode: true }),
    schema,
  }));
}

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** "Any JSON" is a recursive schema of its own in every place; a description says it as the empty schema. */
function jsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const {
    $schema: _,
    $defs: __,
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as JsonSchema;
  return JSON.parse(JSON.stringify(rest), (_key, value: unknown) =>
    typeof value === "object" && value !== null && "$ref" in value ? {} : value,
  ) as JsonSchema;
}
