import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { Client } from "./lib/client-spec";

const docs = path.resolve(import.meta.dirname, "../docs/clients");
const index = readFileSync(path.join(docs, "README.md"), "utf8");
const names = readdirSync(import.meta.dirname).filter((name) =>
  existsSync(path.join(import.meta.dirname, name, "client.ts")),
);

describe("the page of a client", () => {
  it.each(names)("names the settings that its run was made with: %s", async (name) => {
    const row = index.split("\n").find((line) => line.includes(`\`${name}\``));
    const page = /\]\(([\w-]+\.md)\)/.exec(row ?? "")?.[1] ?? "is not in the index";
    const text = readFileSync(path.join(docs, page), "utf8");
    const file = pathToFileURL(path.join(import.meta.dirname, name, "client.ts")).href;
    const { client } = (await import(file)) as { client: Client };
    for (const setting of Object.keys(client.settings({ url: "", key: "" })))
      if (client.language !== "go") expect(text).toContain(setting);
  });

  it("is in the index, every one", () => {
    for (const page of readdirSync(docs)) if (page !== "README.md") expect(index).toContain(`](${page})`);
  });
});
