import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { build, type Plugin } from "esbuild";
import { expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");

/** Actions are addresses to the browser, whatever they import. */
const actionsAreAddresses: Plugin = {
  name: "actions",
  setup: ({ onLoad }) =>
    onLoad({ filter: /actions\.ts$/ }, ({ path: file }) =>
      readFileSync(file, "utf8").startsWith('"use server"') ? { contents: "module.exports = {}" } : undefined,
    ),
};

/** Our own files, and the packages' names, that programs beginning with these files hold. */
async function contents(entryPoints: string[]): Promise<string[]> {
  const { metafile } = await build({
    ...{ absWorkingDir: root, entryPoints, bundle: true, write: false, metafile: true, outdir: "nowhere" },
    ...{ packages: "external", format: "esm", platform: "node", jsx: "automatic", logLevel: "error" },
    loader: { ".css": "empty" },
    plugins: [actionsAreAddresses],
  });
  return Object.entries(metafile.inputs).flatMap(([file, { imports }]) => [
    file,
    ...imports.flatMap(({ path: name, external }) => (external ? [name] : [])),
  ]);
}

it("the browser is given nothing of the store", async () => {
  const components = ["app", "components"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => path.join(folder, file))
      .filter((file) => readFileSync(path.join(root, file), "utf8").startsWith('"use client"')),
  );
  expect(components.length).toBeGreaterThan(100);
  expect((await contents(components)).filter((name) => /^(db\/|drizzle|postgres$)/.test(name))).toEqual([]);
});

it("the server carries no drizzle: it only takes in", async () => {
  const held = await contents(["server/main.ts"]);
  expect(held).toContain("postgres");
  expect(held.filter((name) => name.includes("drizzle"))).toEqual([]);
});
