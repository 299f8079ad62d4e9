import { z } from "zod";

/** Where a rule reads a value of a trace. */
const named = (error: string) => z.string().trim().min(1, { error }).max(200);
const tool = named("Name the tool.");
const path = z
  .string()
  .trim()
  .min(1, { error: "Name the field, such as customer.id." })
  .max(200)
  .describe("Names by dots: `customer.id`, `items.0.id`");

export const valueSourceSchema = z.discriminatedUnion("from", [
  z.object({ from: z.literal("user") }).describe("The trace's user id"),
  z.object({ from: z.literal("session") }).describe("The trace's session id"),
  z
    .object({ from: z.literal("attribute"), key: named("Name the attribute.") })
    .describe("An attribute or metadata field of a span"),
  z.object({ from: z.literal("argument"), tool, path }).describe("An argument of a tool"),
  z.object({ from: z.literal("result"), tool, path }).describe("A field of a tool's result"),
  z.object({ from: z.literal("text"), text: named("Say which words.") }).describe("These words"),
]);
export type ValueSource = z.infer<typeof valueSourceSchema>;

const optional = z
  .string()
  .trim()
  .max(512)
  .transform((text) => (text === "" ? null : text))
  .nullable()
  .default(null);

/** What a project says about which of its traces are decisions. All conditions must hold. */
export const RuleInput = z
  .object({
    name: z
      .string()
      .trim()
      .min(1, { error: "Give it a name." })
      .max(80, { error: "Use at most 80 characters." }),
    feature: optional,
    tool: optional,
    output_contains: optional,
    subject: valueSourceSchema,
    outcome: valueSourceSchema,
  })
  .refine((rule) => rule.feature !== null || rule.tool !== null || rule.output_contains !== null, {
    error: "Say which traces: by feature, by tool or by words of the answer.",
    path: ["feature"],
  });
export type RuleInput = z.input<typeof RuleInput>;
export type RuleFields = z.output<typeof RuleInput>;

export interface DecisionRule extends RuleFields {
  id: number;
}

/** What is wanted of a source, in words. */
export function sourceWords(source: ValueSource): string {
  switch (source.from) {
    case "user":
      return "user id";
    case "session":
      return "session id";
    case "attribute":
      return `attribute ${source.key}`;
    case "argument":
      return `argument ${source.path} of ${source.tool}`;
    case "result":
      return `${source.path} in the result of ${source.tool}`;
    case "text":
      return `“${source.text}”`;
  }
}
