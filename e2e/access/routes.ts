import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { ENDPOINTS } from "@/server/endpoints";
import { pathOf } from "@/server/testing";

/** Everything that answers, found where it is written: a new one is in these lists without anybody adding it. */

const filesOf = (folder: string, name: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(path.basename(file)))
    .map((file) => path.join(folder, file));

/** Segments of a path that vary, by the name of their folder. */
export type Params = Readonly<Record<string, string>>;

/** `app/(console)/p/[project]/page.tsx` -> `/p/[project]`. */
const patternOf = (file: string): string =>
  `/${path
    .dirname(path.relative("app", file))
    .split("/")
    .filter((part) => part !== "." && !part.startsWith("("))
    .join("/")}`;

export const filled = (pattern: string, params: Params): string =>
  pattern.replace(/\[?\[(\.\.\.)?(\w+)\]\]?/g, (_, __, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${pattern}: nothing is known to stand at [${name}]`);
    return value;
  });

export const PAGES: readonly string[] = filesOf("app", /^page\.tsx$/)
  .map(patternOf)
  .toSorted();

const METHODS = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS";

/** "GET /api/v1/traces" of the console. */
export const ROUTES: readonly string[] = filesOf("app", /^route\.ts$/)
  .flatMap((file) => {
    const source = readFileSync(file, "utf8");
    const declared = source.matchAll(
      new RegExp(`^export (?:const|(?:async )?function) (${METHODS})\\b`, "gm"),
    );
    const renamed = source.matchAll(new RegExp(`\\bas (${METHODS})\\b`, "g"));
    const handedOn = source.matchAll(new RegExp(`^export \\{ (${METHODS}) \\} from`, "gm"));
    return [...declared, ...renamed, ...handedOn].map(([, method]) => `${method} ${patternOf(file)}`);
  })
  .toSorted();

/** Endpoints for which the first path that their pattern names is answered by somebody before them. */
const ELSEWHERE: Params = { langsmith_unsupported: "/datasets" };

/** "GET budget_check /api/v1/budgets/check" of the server. */
export const SERVER_ROUTES: readonly string[] = ENDPOINTS.flatMap((endpoint) =>
  Object.keys(endpoint.methods).map(
    (method) => `${method} ${endpoint.name} ${ELSEWHERE[endpoint.name] ?? pathOf(endpoint)}`,
  ),
).toSorted();

export interface Action {
  name: string;
  /** What the built console calls it. */
  id: string;
  /** The pattern of a page that has it. */
  page: string;
}

interface Manifest {
  node: Record<string, { exportedName: string; workers: Record<string, unknown> }>;
}

/** As the sources declare them. */
export const ACTION_NAMES: readonly string[] = ["app", "components", "lib"]
  .flatMap((folder) => filesOf(folder, /\.tsx?$/))
  .map((file) => readFileSync(file, "utf8"))
  .filter((source) => source.startsWith('"use server"'))
  .flatMap((source) => [...source.matchAll(/^export async function (\w+)/gm)].map(([, name]) => name ?? ""))
  .toSorted();

/** As the build answers them. */
export const builtActions = (): Action[] => {
  const file = ".next/server/server-reference-manifest.json";
  const { node } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  return Object.entries(node).map(([id, { exportedName, workers }]) => ({
    name: exportedName,
    id,
    page: patternOf(`${Object.keys(workers)[0]}.tsx`),
  }));
};
