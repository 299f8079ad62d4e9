import { expect, test } from "vitest";
import { z } from "zod";

import { openApiDocument } from "./document";
import { curlExample } from "./example";
import { OPERATIONS } from "./operations";

const document = openApiDocument("1.2.3");

test("every call is described with its parameters, its body and its answer", () => {
  expect(document.info.version).toBe("1.2.3");
  for (const { method, path, query, body } of OPERATIONS) {
    const described = document.paths[path]?.[method];
    expect(described?.operationId).toBeTruthy();
    const names = described?.parameters
      .filter((parameter) => parameter.in === "query")
      .map(({ name }) => name);
    expect(names).toEqual(Object.keys(query?.shape ?? {}));
    expect(described?.requestBody !== undefined).toBe(body !== undefined);
  }
  const parameters = document.paths["/api/v1/traces"]?.get?.parameters;
  expect(parameters?.find(({ name }) => name === "status")).toMatchObject({
    required: false,
    schema: { enum: ["ok", "error"] },
  });
  expect(parameters?.find(({ name }) => name === "feature")).toMatchObject({
    schema: { type: "array" },
    explode: true,
  });
  expect(
    document.paths["/api/v1/metrics"]?.get?.parameters.find(({ name }) => name === "metric"),
  ).toMatchObject({ required: true });
});

test("every reference of the description leads somewhere within it", () => {
  const names = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target);
  expect(names.length).toBeGreaterThan(10);
  for (const target of names) {
    expect(target).toMatch(/^#\/components\/schemas\//);
    expect(document.components.schemas).toHaveProperty(target?.split("/").at(-1) ?? "");
  }
});

test("the examples are what the calls accept", () => {
  for (const { example, query, body } of OPERATIONS) {
    if (body) expect(body.schema.safeParse(example.body).error).toBeUndefined();
    if (query && example.query) {
      const given = Object.fromEntries(
        [...new URLSearchParams(example.query)].map(([name, value]) => [
          name,
          isList(query, name) ? [value] : value,
        ]),
      );
      expect(query.safeParse(given).error).toBeUndefined();
    }
  }
});

test("an example can be pasted into a shell", () => {
  const [first] = OPERATIONS;
  if (!first) throw new Error("there are no calls");
  expect(curlExample({ ...first, example: { body: { text: "it's" } } })).toContain(`it'\\''s`);
});

const isList = (query: z.ZodObject, name: string): boolean => {
  const { properties } = z.toJSONSchema(query, { io: "input" }) as {
    properties: { [name: string]: { type?: string } };
  };
  return properties[name]?.type === "array";
};
