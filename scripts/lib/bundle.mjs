import { copyFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { build } from "esbuild";

/**
 * Every program but the console, with its packages, as a file or two each: they start in a second, without a compiler in
 * memory and without node_modules. The console is bundled by its framework.
 */
const outdir = ".next/recount";
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    server: "server/main.ts",
    reader: "server/reader.ts",
    worker: "worker/main.ts",
    start: "runtime/start.ts",
    "prepare-database": "runtime/prepare-database.ts",
    rebuild: "scripts/rebuild.ts",
    "reset-password": "scripts/reset-password.ts",
    "rotate-secret": "scripts/rotate-secret.ts",
    "signing-key": "scripts/signing-key.ts",
    verify: "scripts/verify-seals.ts",
    "end-with-parent": "runtime/end-with-parent.mjs",
  },
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  // Asked for by packages in case they are there.
  external: ["pg-native", "cloudflare:sockets"],
  // What is loaded only when a setting asks for it is a file of its own.
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
  // Packages in the older format ask for Node's modules by `require`.
  banner: {
    js: 'import { createRequire as recountRequire } from "node:module"; const require = recountRequire(import.meta.url);',
  },
});
// What draws pictures for mails; it is read when the first is drawn.
copyFileSync(
  createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm"),
  `${outdir}/resvg.wasm`,
);
