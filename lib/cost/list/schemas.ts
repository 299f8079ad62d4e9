import { z } from "zod";

export const ListAddress = z.object({
  url: z.url({ protocol: /^https?$/, error: "Give an address that begins with https://." }).max(2000),
});

/** A list from an address, or a file that the browser has compressed. */
export const ProposeList = z.union([
  ListAddress,
  z.object({
    name: z.string().trim().min(1).max(200),
    /** gzip, base64. */
    gzip: z.base64().max(1_500_000, { error: "The file is too large." }),
  }),
]);
export type ProposeList = z.input<typeof ProposeList>;
