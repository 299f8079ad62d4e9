import { z } from "zod";

import type { Row } from "@/db/drizzle";
import type { notificationChannels as channels } from "@/db/schema/notifications";

const CHANNEL_KINDS = ["webhook", "slack"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Where people of a project want to be told. Its address and secret are not part of it: they may be tokens. */
export type Channel = Row<typeof channels, "id" | "kind" | "name" | "shownUrl" | "createdBy" | "createdAt">;

export const ChannelInput = z.object({
  kind: z.enum(CHANNEL_KINDS),
  name: z
    .string()
    .trim()
    .min(1, { error: "Give it a name." })
    .max(120, { error: "Use at most 120 characters." }),
  url: z
    .string()
    .trim()
    .max(2000, { error: "Use at most 2000 characters." })
    .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), {
      error: "Give an address that starts with https:// or http://.",
    })
    .refine((url) => !URL.canParse(url) || new URL(url).username === "", {
      error: "Leave user and password out of the address; requests are signed.",
    }),
});
export type ChannelInput = z.input<typeof ChannelInput>;
