import { randomBytes } from "node:crypto";

import { expect } from "@playwright/test";

import { expectAccessible, test } from "./journey";
import { authorization, signIn } from "./sign-in";

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const base64 = (bytes: string): string => Buffer.from(bytes, "latin1").toString("base64");
/** Silence of one sample. */
const WAV = base64(
  "RIFF\x26\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x02\0\0\0\0\0",
);
const SVG = base64(
  "<svg xmlns='http://www.w3.org/2000/svg' onload='document.title=\"owned\"'><image href='https://evil.example/x'/></svg>",
);

test("images and sounds that came with a message are shown, and nothing is loaded from elsewhere", async ({
  page,
  request,
}, info) => {
  const traceId = randomBytes(16).toString("hex");
  const spanId = randomBytes(8).toString("hex");
  const now = BigInt(Date.now()) * 1_000_000n;
  const blob = (modality: string, mime_type: string, content: string) => ({
    type: "blob",
    modality,
    mime_type,
    content,
  });
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.input.messages": JSON.stringify([
      {
        role: "user",
        parts: [
          { type: "text", content: "What is in these?" },
          blob("image", "image/png", PNG),
          blob("audio", "audio/wav", WAV),
          blob("image", "image/png", SVG),
          { type: "uri", modality: "image", uri: "https://evil.example/pixel.png" },
        ],
      },
    ]),
    "gen_ai.output.messages": JSON.stringify([
      { role: "assistant", parts: [{ type: "text", content: "Two things." }] },
    ]),
  };
  const sent = await request.post("/v1/traces", {
    headers: authorization,
    data: {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  traceId,
                  spanId,
                  name: "chat gpt-4o",
                  startTimeUnixNano: String(now - 2_000_000_000n),
                  endTimeUnixNano: String(now - 1_000_000_000n),
                  attributes: Object.entries(attributes).map(([key, stringValue]) => ({
                    key,
                    value: { stringValue },
                  })),
                },
              ],
            },
          ],
        },
      ],
    },
  });
  expect(sent.status()).toBe(200);
  const asked: string[] = [];
  page.on("request", (one) => asked.push(one.url()));
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, `/p/default/traces/${traceId}?span=${spanId}`);
  const panel = page.getByRole("complementary", { name: "Span chat gpt-4o" });
  const image = panel.getByRole("img", { name: "image of the message" });
  await expect(image).toHaveCount(1);
  await expect(image).toHaveJSProperty("naturalWidth", 1);
  await expect(panel.getByLabel("audio of the message")).toHaveAttribute("src", /^data:audio\/wav;base64,/);
  await expect(panel.getByText("It is no image or sound that is shown here.")).toBeVisible();
  await expect(panel.getByRole("link", { name: /evil\.example\/pixel\.png/ })).toBeVisible();
  await expect(panel.getByText("not loaded from there")).toBeVisible();
  await expectAccessible(page);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: info.outputPath(`media-${colorScheme}.png`) });
  }
  await page.goto(`/p/default/traces/${traceId}?view=replay&span=${spanId}&t=1000`);
  await expect(page.getByRole("img", { name: "image of the message" })).toBeVisible();
  await page.goto(`/p/default/traces/${traceId}?view=transcript`);
  const transcript = page.getByRole("region", { name: "Transcript" });
  await expect(transcript.getByRole("img")).toHaveCount(0);
  await transcript.getByRole("button", { name: "Show the image" }).first().click();
  await expect(transcript.getByRole("img", { name: "image of the message" })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("media-narrow.png") });
  expect(asked.filter((url) => url.includes("evil.example"))).toEqual([]);
  await expect(page).not.toHaveTitle("owned");
});
