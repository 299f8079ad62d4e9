import { describe, expect, it } from "vitest";

import { bytesOfBase64 } from "@/lib/model/base64";
import type { Json } from "@/lib/model/json";

import type { SpanDocument } from "./document";
import { inlineMedia } from "./inline-media";
import { sniffMedia } from "./sniff-media";

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const GIF = "R0lGODlhAgADAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const base64 = (text: string) => Buffer.from(text, "latin1").toString("base64");
const WAV = base64("RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0");
const MP3 = base64(`ID3${"\0".repeat(60)}`);
const bytes = bytesOfBase64(PNG);

const span = (attributes: Json, events: Json = []) =>
  ({ attributes, events }) as unknown as Pick<SpanDocument, "attributes" | "events">;
const json = JSON.stringify;

/** As each sends a picture. */
const SHAPES: Record<string, Json> = {
  "OpenAI, a data URL": {
    content: [{ type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } }],
  },
  "OpenAI Responses": { input: [{ type: "input_image", image_url: `data:image/png;base64,${PNG}` }] },
  Anthropic: { content: [{ type: "image", source: { type: "base64", media_type: "image/png", data: PNG } }] },
  "Gemini and Vertex": { parts: [{ inline_data: { mime_type: "image/png", data: PNG } }] },
  "OTel GenAI": { parts: [{ type: "blob", modality: "image", mime_type: "image/png", content: PNG }] },
  "base64 for addresses, without padding": {
    data: PNG.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""),
  },
};

describe("the picture that a part stands for", () => {
  it.each(Object.entries(SHAPES))("is found as %s sends it, as a value and as JSON in a text", (_, shape) => {
    for (const sent of [shape, json(shape), [{ body: json({ messages: json([shape]) }) }]] as Json[]) {
      const expected = { found: true, kind: "image", type: "image/png", pixels: 1, bytes };
      expect(inlineMedia(span({ "gen_ai.input.messages": sent }), bytes)).toMatchObject(expected);
      expect(inlineMedia(span({}, [{ attributes: { x: sent } }]), bytes)).toMatchObject(expected);
    }
  });

  it("is the one of its size, once however often it was sent; of two nobody knows which", () => {
    const both = { a: `data:image/png;base64,${PNG}`, b: GIF, c: PNG };
    expect(inlineMedia(span(both), bytes)).toMatchObject({ found: true, type: "image/png" });
    expect(inlineMedia(span(both), bytesOfBase64(GIF))).toMatchObject({ type: "image/gif", pixels: 6 });
    const other = `${PNG.slice(0, 40)}AAAA${PNG.slice(44)}`;
    expect(inlineMedia(span({ a: PNG, b: other }), bytes)).toMatchObject({ found: false, why: /several/ });
    expect(inlineMedia(span({ a: "nothing" }), bytes)).toMatchObject({ found: false, why: /did not come/ });
    expect(inlineMedia(span(null), bytes)).toMatchObject({ found: false });
    expect(inlineMedia(span({}), 1e9)).toMatchObject({ found: false, why: /too large/ });
  });

  it("may be a sound", () => {
    expect(
      inlineMedia(span({ input_audio: { data: WAV, format: "wav" } }), bytesOfBase64(WAV)),
    ).toMatchObject({
      kind: "audio",
      type: "audio/wav",
    });
    expect(inlineMedia(span({ data: MP3 }), bytesOfBase64(MP3))).toMatchObject({ type: "audio/mpeg" });
  });
});

/** What somebody could send as an image or a sound to have a browser run or load something. */
const HOSTILE = [
  "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
  "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
  "<svg xmlns='http://www.w3.org/2000/svg'><image href='https://evil.example/x'/></svg>",
  "<?xml version='1.0'?><svg onload='alert(1)'/>",
  "\xef\xbb\xbf<svg onload='alert(1)'/>",
  "  \n<svg onload='alert(1)'/>",
  "<!DOCTYPE html><script>alert(1)</script>",
  "<html><body onload=alert(1)>",
  "<script>alert(1)</script>",
  "%PDF-1.7 /OpenAction << /S /JavaScript >>",
  "#EXTM3U\nhttps://evil.example/x.m3u8",
  "GIF",
  "GIF89",
  "\x89PNG",
  "RIFF....AVI LIST",
  "PK\x03\x04",
  "\x7fELF",
  "",
  "javascript:alert(1)",
  "\0\0\0\x18ftypmp42",
];

describe("what is no image and no sound", () => {
  it.each(HOSTILE)("is not shown, whatever it is called: %j", (text) => {
    expect(sniffMedia(Uint8Array.from(text, (unit) => unit.charCodeAt(0)))).toBeNull();
    const data = base64(text);
    const said = span({ a: `data:image/png;base64,${data}`, b: { mime_type: "image/png", data } });
    expect(inlineMedia(said, bytesOfBase64(data))).toMatchObject({ found: false });
  });

  it("is not shown when it is no base64 at all", () => {
    for (const text of [
      "a b c d",
      '"><img src=x onerror=alert(1)>',
      "data:text/html,<script>alert(1)</script>",
    ])
      expect(inlineMedia(span({ a: text }), bytesOfBase64(text))).toMatchObject({ found: false });
  });
});
