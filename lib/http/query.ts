import { z } from "zod";

import { Failure } from "@/lib/errors";

/**
 * Query parameters as a schema sees them: a field whose schema is an array takes every repetition ("any of"), every
 * other field takes one value. Empty values count as absent.
 * @throws Failure bad_request naming each parameter that is unknown, repeated or wrong, and what it should be.
 */
export function parseQuery<S extends z.ZodObject>(schema: S, params: URLSearchParams): z.output<S> {
  const details: { path: string; message: string }[] = [];
  const raw: Record<string, string | string[]> = {};
  for (const name of new Set(params.keys())) {
    const field = schema.shape[name] as z.ZodType | undefined;
    const given = params.getAll(name);
    const values = given.filter((value) => value !== "");
    if (field === undefined) {
      details.push({
        path: name,
        message: `there is no such parameter; known are ${Object.keys(schema.shape).join(", ")}`,
      });
    } else if (isList(field)) {
      raw[name] = isKeptEmpty(field) ? given : values;
      if (values.length === 0 && !isKeptEmpty(field)) delete raw[name];
    } else if (values.length > 1) {
      details.push({ path: name, message: "may be given once" });
    } else if (values[0] !== undefined) {
      raw[name] = values[0];
    }
  }
  const parsed = schema.safeParse(raw);
  for (const issue of parsed.error?.issues ?? []) {
    details.push({ path: String(issue.path[0] ?? ""), message: issue.message });
  }
  if (!parsed.success || details.length > 0) {
    throw new Failure(
      "bad_request",
      `The query is wrong: ${details.map(({ path, message }) => `${path}: ${message.replace(/\.$/, "")}`).join("; ")}.`,
      {
        details,
      },
    );
  }
  return parsed.data;
}

const unwrapped = (field: z.ZodType): z.ZodType => {
  let inner = field;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodPipe) {
    inner = (inner instanceof z.ZodPipe ? inner.in : inner.unwrap()) as z.ZodType;
  }
  return inner;
};

const isList = (field: z.ZodType): boolean => unwrapped(field) instanceof z.ZodArray;

/** A list marked `.meta({ emptyMeansNone: true })`: `?include=` asks for nothing, its absence for the default. */
const isKeptEmpty = (field: z.ZodType): boolean => field.meta()?.["emptyMeansNone"] === true;
