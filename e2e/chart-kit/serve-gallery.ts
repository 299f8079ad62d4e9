import type { Page } from "@playwright/test";
import { build } from "esbuild";
import path from "node:path";

let script: Promise<string> | undefined;

/** The gallery as one script, made once a run. */
const bundle = (): Promise<string> =>
  (script ??= build({
    entryPoints: [path.join(import.meta.dirname, "gallery.tsx")],
    bundle: true,
    write: false,
    format: "iife",
    jsx: "automatic",
    minify: true,
    define: { "process.env.NODE_ENV": '"production"', "process.env": "{}" },
    alias: { "@": path.resolve(import.meta.dirname, "../..") },
    logLevel: "error",
  }).then(({ outputFiles }) => outputFiles[0]!.text));

/** Opens the gallery at an address of its own on the site's origin, with the site's stylesheets. @param search "?points=43200" */
export async function openGallery(page: Page, search = ""): Promise<void> {
  const front = await (await page.request.get("/sign-in")).text();
  const styles = [...front.matchAll(/<link[^>]+rel="stylesheet"[^>]*>/g)].map(([link]) => link).join("");
  const code = await bundle();
  await page.route("**/chart-kit.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: code }),
  );
  await page.route("**/chart-kit?*", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Charts</title>${styles}</head><body><main id="root"></main><script src="/chart-kit.js"></script></body></html>`,
    }),
  );
  await page.goto(`/chart-kit${search || "?"}`);
}
