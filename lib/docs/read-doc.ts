import { readFile, readdir } from "node:fs/promises";
import path from "node:path";

/** The documentation of this version, as it stands beside the code. */
const FOLDER = path.join(process.cwd(), "docs");
const SEGMENT = /^[a-z0-9-]+$/;

export interface Doc {
  /** Below /docs: "how-to/find-slow"; empty for the first page. */
  name: string;
  title: string;
  /** Markdown, without its title. */
  text: string;
}

/** A page of the documentation. @param segments of its address; none: the first page. @returns null: there is no such page */
export async function readDoc(segments: readonly string[]): Promise<Doc | null> {
  if (!segments.every((segment) => SEGMENT.test(segment))) return null;
  const name = segments.join("/");
  const files = name === "" ? ["README.md"] : [`${name}.md`, `${name}/README.md`];
  for (const file of files) {
    const text = await readFile(path.join(FOLDER, file), "utf8").catch(() => null);
    if (text !== null) return docOf(name, text);
  }
  return null;
}

function docOf(name: string, markdown: string): Doc {
  const title = /^# (.+)$/m.exec(markdown);
  return { name, title: title?.[1] ?? name, text: title ? markdown.replace(`${title[0]}\n`, "") : markdown };
}

/** All pages, by their names. */
export async function listDocs(): Promise<Doc[]> {
  const files = (await readdir(FOLDER, { recursive: true })).filter((file) => file.endsWith(".md"));
  const docs = await Promise.all(
    files.map(async (file) =>
      docOf(
        file.replaceAll(path.sep, "/").replace(/(^|\/)README\.md$|\.md$/, ""),
        await readFile(path.join(FOLDER, file), "utf8"),
      ),
    ),
  );
  return docs.toSorted((a, b) => a.name.localeCompare(b.name));
}

const MOST_FOUND = 30;
const MOST_LINES = 3;

export interface FoundDoc extends Pick<Doc, "name" | "title"> {
  /** Lines that hold the words, without their Markdown. */
  lines: string[];
}

/** What is for those who change the code stands behind what is for those who use it. */
const LAST = /^(adr|contributing|architecture|glossary)/;

/** Pages that hold all of the words, those that are named after them first. */
export async function searchDocs(text: string): Promise<FoundDoc[]> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const holds = (line: string, some: "some" | "every"): boolean =>
    words[some]((word) => line.toLowerCase().includes(word));
  const rank = ({ name, title }: Doc): number => (holds(title, "every") ? 0 : 1) + (LAST.test(name) ? 2 : 0);
  return (await listDocs())
    .filter((doc) => doc.name !== "" && holds(`${doc.title}\n${doc.text}`, "every"))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MOST_FOUND)
    .map(({ name, title, text: body }) => ({
      name,
      title,
      lines: body
        .split("\n")
        .filter((line) => !line.startsWith("```") && holds(line, "every"))
        .slice(0, MOST_LINES)
        .map((line) => plain(line).slice(0, 300)),
    }));
}

/** A line of Markdown as it reads. */
const plain = (line: string): string =>
  line
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*|#]+/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

export interface DocSection {
  title: string;
  docs: Pick<Doc, "name" | "title">[];
}

/** The first page's sections and what they lead to within the documentation. */
export function sectionsOf(first: Doc): DocSection[] {
  return first.text
    .split(/^## /m)
    .slice(1)
    .map((part) => ({
      title: part.slice(0, part.indexOf("\n")).trim(),
      docs: [...part.matchAll(/\[([^\]]+)\]\(([^):]+)\.md(?:#[^)]*)?\)/g)]
        .map(([, title = "", target = ""]) => ({ title, name: docName("", `${target}.md`) }))
        .filter((doc): doc is { title: string; name: string } => doc.name !== null && doc.name !== ""),
    }))
    .filter(({ docs }) => docs.length > 0);
}

/** The page that a relative link to a file means; null: none of the documentation's. @param folder of the page that links */
export function docName(folder: string, file: string): string | null {
  const target = path.posix.join(folder, file);
  if (target.startsWith("..") || !target.endsWith(".md")) return null;
  return target.replace(/(^|\/)README\.md$|\.md$/, "");
}
