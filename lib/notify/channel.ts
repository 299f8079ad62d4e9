import { z } from "zod";

import type { Row } from "@/db/drizzle";
import type { notificationChannels as channels } from "@/db/schema/notifications";

export const CHANNEL_KINDS = ["email", "slack", "teams", "pagerduty", "webhook"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export const TOPICS = ["budgets", "incidents"] as const;
export type Topic = (typeof TOPICS)[number];

/** Where people of a project want to be told. Its address and secret are not part of it: they may be tokens. */
export type Channel = Row<
  typeof channels,
  | "id"
  | "kind"
  | "name"
  | "shownUrl"
  | "recipients"
  | "severity"
  | "topics"
  | "hourlyLimit"
  | "pausedAt"
  | "createdBy"
  | "createdAt"
>;

const MOST_RECIPIENTS = 20;
export const MESSAGES_AN_HOUR = { least: 5, most: 200, unless: 30 };

const Url = z
  .string()
  .trim()
  .max(2000, { error: "Use at most 2000 characters." })
  .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), {
    error: "Give an address that starts with https:// or http://.",
  })
  .refine((url) => !URL.canParse(url) || new URL(url).username === "", {
    error: "Leave user and password out of the address.",
  });

/** Of PagerDuty's Events API v2: 32 characters. */
const RoutingKey = z
  .string()
  .trim()
  .regex(/^[0-9A-Za-z]{32}$/, { error: "Give the integration key: 32 letters and digits." });

const Address = z.email().max(254);

/** Addresses with commas, blanks or lines between them; each once. */
const Recipients = z.union([z.string(), z.array(z.string())]).transform((given, context): string[] => {
  const all = [
    ...new Set(
      [given]
        .flat()
        .join("\n")
        .split(/[\s,;]+/)
        .filter((word) => word !== ""),
    ),
  ];
  const wrong = all.find((word) => !Address.safeParse(word).success);
  const error =
    all.length === 0
      ? "Give at least one e-mail address."
      : wrong !== undefined
        ? `“${wrong.slice(0, 100)}” is not an e-mail address.`
        : all.length > MOST_RECIPIENTS
          ? `Use at most ${MOST_RECIPIENTS} addresses; a mailing list takes more.`
          : null;
  if (error !== null) context.addIssue({ code: "custom", message: error });
  return all;
});

const Common = z.object({
  name: z
    .string()
    .trim()
    .min(1, { error: "Give it a name." })
    .max(120, { error: "Use at most 120 characters." }),
  severity: z.enum(["warning", "alert"]).default("warning"),
  topics: z
    .array(z.enum(TOPICS))
    .min(1, { error: "Choose at least one." })
    .default([...TOPICS]),
  hourlyLimit: z
    .int({ error: "Use a whole number." })
    .min(MESSAGES_AN_HOUR.least, { error: `Use at least ${MESSAGES_AN_HOUR.least}.` })
    .max(MESSAGES_AN_HOUR.most, { error: `Use at most ${MESSAGES_AN_HOUR.most}.` })
    .default(MESSAGES_AN_HOUR.unless),
});

export const ChannelInput = z.discriminatedUnion("kind", [
  Common.extend({ kind: z.enum(["slack", "teams", "webhook"]), url: Url }),
  Common.extend({ kind: z.literal("pagerduty"), routingKey: RoutingKey }),
  Common.extend({ kind: z.literal("email"), recipients: Recipients }),
]);
export type ChannelInput = z.input<typeof ChannelInput>;

/** A change: what is secret stays as it is unless it is given anew. Its kind stays. */
export const ChannelChange = z.discriminatedUnion("kind", [
  Common.extend({
    id: z.int().positive(),
    kind: z.enum(["slack", "teams", "webhook"]),
    url: Url.optional(),
  }),
  Common.extend({
    id: z.int().positive(),
    kind: z.literal("pagerduty"),
    routingKey: RoutingKey.optional(),
  }),
  Common.extend({ id: z.int().positive(), kind: z.literal("email"), recipients: Recipients }),
]);
export type ChannelChange = z.input<typeof ChannelChange>;
