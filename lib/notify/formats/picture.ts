import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { log } from "@/lib/log";

import type { ToldCourse } from "../course";
import { legendOf, svgOf, wordsOf } from "./course-svg";

export interface Picture {
  png: Buffer;
  /** What it shows, for those who do not see it. */
  alt: string;
  /** What its marks mean. */
  legend: string;
}

/**
 * Draws a course. It has no words, so that it needs no font: they stand below it.
 * @returns null when it cannot be drawn: a message is sent without it rather than not at all
 */
export async function pictureOf(course: ToldCourse): Promise<Picture | null> {
  try {
    const Resvg = await renderer();
    const drawing = new Resvg(svgOf(course), { fitTo: { mode: "zoom", value: 2 } });
    try {
      const image = drawing.render();
      const png = Buffer.from(image.asPng());
      image.free();
      return { png, alt: wordsOf(course), legend: legendOf(course) };
    } finally {
      drawing.free();
    }
  } catch (error) {
    log.warn({ err: error }, "a picture for a mail could not be drawn");
    return null;
  }
}

type Renderer = (typeof import("@resvg/resvg-wasm"))["Resvg"];
let loading: Promise<Renderer> | undefined;

/** 40 MB and 30 ms that only who sends such mails pays, once. */
function renderer(): Promise<Renderer> {
  loading ??= (async () => {
    const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
    await initWasm(await readFile(await moduleFile()));
    return Resvg;
  })();
  return loading;
}

/** A bundled program has it beside itself (scripts/lib/bundle.mjs). */
const moduleFile = async (): Promise<string | URL> =>
  import.meta.url.endsWith(".mjs")
    ? new URL("./resvg.wasm", import.meta.url)
    : createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm");
