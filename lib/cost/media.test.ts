import { expect, it } from "vitest";

import { flagNames } from "@/lib/model/flags";

import { mediaFlags, mediaOf } from "./media";

it("what messages carry besides text is kept in flags that nobody is shown", () => {
  const flags = mediaFlags([
    { role: "user", content: "hello" },
    {
      role: "user",
      content: [
        { type: "text", text: "?" },
        { type: "media", modality: "audio" },
      ],
    },
    { role: "user", content: [{ type: "media", modality: "Image", mime_type: "image/png" }] },
    { role: "user", content: [{ type: "media", modality: "document" }] },
  ]);
  expect(mediaOf(flags).input).toEqual(["audio", "image"]);
  expect(mediaOf(mediaFlags(null)).input).toEqual([]);
  expect(flagNames(flags)).toEqual([]);
});
