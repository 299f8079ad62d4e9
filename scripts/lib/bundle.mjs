import { build } from "esbuild";

/** Server and worker as one file each: they start in a second and without a compiler in memory. Packages stay outside. */
await build({
  entryPoints: { server: "server/main.ts", worker: "worker/main.ts" },
  outdir: ".next/recount",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: true,
  logLevel: "warning",
});
