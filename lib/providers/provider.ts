import { z } from "zod";

export const PROVIDER_KINDS = ["openai", "anthropic"] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Where a project's calls can be run again. Its key is not part of it. */
export interface Provider {
  id: number;
  kind: ProviderKind;
  name: string;
  baseUrl: string;
  hasKey: boolean;
  /** Offered where a call is run again; any other may be typed. */
  models: string[];
  createdBy: string;
  createdAt: string;
}

const MOST_MODELS = 500;
const MOST_MODEL_CHARACTERS = 200;

const BaseUrl = z
  .string()
  .trim()
  .max(500, { error: "Use at most 500 characters." })
  .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), {
    error: "Give an address that starts with https:// or http://.",
  })
  .refine((url) => !URL.canParse(url) || (new URL(url).username === "" && new URL(url).password === ""), {
    error: "Leave user and password out of the address; the key has a field of its own.",
  })
  .refine((url) => !URL.canParse(url) || (new URL(url).search === "" && new URL(url).hash === ""), {
    error: "Leave out what follows ? or #.",
  })
  .transform((url) => url.replace(/\/+$/, ""));

/** It goes into a header: visible ASCII, no blanks. */
const ApiKey = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,1000}$/, { error: "Give the key as it is: visible characters without blanks." });

/** Names with commas or lines between them; each once. */
const Models = z.union([z.string(), z.array(z.string())]).transform((given, context): string[] => {
  const all = [
    ...new Set(
      [given]
        .flat()
        .join("\n")
        .split(/[\s,;]+/),
    ),
  ].filter((word) => word !== "");
  const error =
    all.length > MOST_MODELS
      ? `Use at most ${MOST_MODELS} models.`
      : all.some((word) => word.length > MOST_MODEL_CHARACTERS)
        ? `A model’s name has at most ${MOST_MODEL_CHARACTERS} characters.`
        : null;
  if (error !== null) context.addIssue({ code: "custom", message: error });
  return all;
});

export const ProviderInput = z.object({
  kind: z.enum(PROVIDER_KINDS),
  name: z
    .string()
    .trim()
    .min(1, { error: "Give it a name." })
    .max(120, { error: "Use at most 120 characters." }),
  baseUrl: BaseUrl,
  /** Null: it asks for none. */
  apiKey: ApiKey.nullable(),
  models: Models,
});
export type ProviderInput = z.input<typeof ProviderInput>;

/** A change: the key stays as it is unless it is given anew. Its kind stays. */
export const ProviderChange = ProviderInput.omit({ kind: true }).extend({
  id: z.int().positive(),
  apiKey: ApiKey.nullable().optional(),
});
export type ProviderChange = z.input<typeof ProviderChange>;

export const ProviderId = z.object({ id: z.int().positive() });
export type ProviderId = z.input<typeof ProviderId>;
