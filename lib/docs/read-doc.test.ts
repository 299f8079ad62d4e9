import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { expect, it } from "vitest";

import { docName, listDocs, readDoc, searchDocs, sectionsOf } from "./read-doc";

it("reads pages by their addresses, and nothing beside them", async () => {
  expect((await readDoc([]))?.title).toBe("Documentation");
  expect((await readDoc(["how-to", "find-slow"]))?.name).toBe("how-to/find-slow");
  expect((await readDoc(["clients"]))?.title).toBeTruthy();
  expect(await readDoc(["..", "package"])).toBeNull();
  expect(await readDoc(["nothing"])).toBeNull();
});

it("finds pages by their words", async () => {
  const found = await searchDocs("keyed retention");
  expect(found.every(({ title }) => title !== "")).toBe(true);
  expect((await searchDocs("find what is slow"))[0]?.name).toBe("how-to/find-slow");
  expect(await searchDocs("  ")).toEqual([]);
});

it("lists the sections of the first page, each entry a page that is there", async () => {
  const first = (await readDoc([]))!;
  const sections = sectionsOf(first);
  expect(sections.length).toBeGreaterThan(3);
  const names = new Set((await listDocs()).map(({ name }) => name));
  for (const { docs } of sections) for (const { name } of docs) expect(names).toContain(name);
});

it("follows links between pages, and no others", () => {
  expect(docName("how-to", "../concepts.md")).toBe("concepts");
  expect(docName("how-to", "find-slow.md")).toBe("how-to/find-slow");
  expect(docName("", "clients/README.md")).toBe("clients");
  expect(docName("", "../README.md")).toBeNull();
  expect(docName("adr", "../../lib/sent/README.md")).toBeNull();
});

it("every place in the documentation that the console leads to is there", async () => {
  const files = ["app", "components"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => path.join(folder, file)),
  );
  const led = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\bhow="([^"]+)"/g)].map(([, to]) => to as string),
  );
  expect(led.length).toBeGreaterThan(5);
  for (const to of new Set(led)) {
    const [name = "", anchor] = to.split("#");
    const doc = await readDoc(name.split("/"));
    expect(doc, to).not.toBeNull();
    const anchors = [...doc!.text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );
    if (anchor !== undefined) expect(anchors, to).toContain(anchor);
  }
});
