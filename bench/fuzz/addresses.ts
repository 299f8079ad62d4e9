import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import type { Random } from "@/demo/random";
import { FILTER_PARAMS } from "@/lib/model/filter-params";
import { OPERATIONS } from "@/lib/openapi/operations";
import { ENDPOINTS } from "@/server/endpoints";

import { hostileJson, hostileText } from "./values";

/** Who asks: a program by its key, or a person by a cookie. */
export type Asker = "key" | "person" | "nobody";

export interface Address {
  method: string;
  path: string;
  asker: Asker;
  body?: string;
  headers?: Record<string, string>;
}

/** Parts of an address that are found, so that what follows them is read. */
export interface Known {
  project: string;
  traceId: string;
  spanId: string;
  budgetId: string;
  sessionId: string;
}

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Templates of everything that Next answers, with `[names]` as its folders have them. */
function nextRoutes(): { template: string; methods: string[]; isPage: boolean }[] {
  return readdirSync(path.join(ROOT, "app"), { recursive: true, encoding: "utf8" })
    .filter((file) => /(?:^|\/)(?:page\.tsx|route\.ts)$/.test(file) && !file.includes("nextauth"))
    .map((file) => {
      const source = readFileSync(path.join(ROOT, "app", file), "utf8");
      const methods = [...source.matchAll(/export (?:async function|const) (GET|POST|PUT|PATCH|DELETE)\b/g)];
      return {
        template: `/${path.dirname(file)}`.replace(/\/\([^)]*\)/g, "").replace(/^\/\.$/, "/"),
        methods: file.endsWith("page.tsx") ? ["GET"] : methods.map(([, method = ""]) => method),
        isPage: file.endsWith("page.tsx"),
      };
    });
}

/** What the server answers: its expressions with the first of their choices. */
const SERVER_ROUTES = ENDPOINTS.map(({ path: { source }, methods }) => ({
  template: source
    .slice(1, -1)
    .replaceAll("\\/", "/")
    .replace("(?:/(.*))?", "/[id]")
    .replace(/\(\?:([^|()]*)[^()]*\)\??/g, "$1")
    .replace(/\(\[\^\/\]\+\)|\[\^\/\]\+|\(\.\*\)/g, "[id]"),
  methods: Object.keys(methods),
  isPage: false,
}));

const PARAMS = [
  ...new Set([
    ...FILTER_PARAMS.map(({ name }) => name),
    ...OPERATIONS.flatMap(({ query }) => Object.keys(query?.shape ?? {})),
    ...[
      "from",
      "to",
      "range",
      "zone",
      "tz",
      "environment",
      "env",
      "simulated",
      "q",
      "sort",
      "cursor",
      "limit",
    ],
    ...[
      "group",
      "measure",
      "objective",
      "view",
      "zoom",
      "live",
      "cols",
      "span",
      "list",
      "error",
      "callbackUrl",
    ],
    ...[
      "type",
      "model",
      "swap",
      "swap_to",
      "failures",
      "export",
      "sample",
      "reason",
      "return",
      "why",
      "format",
    ],
    ...[
      "compare",
      "step",
      "period",
      "feature",
      "user_id",
      "bucket",
      "include",
      "metric",
      "group_by",
      "t",
      "_rsc",
    ],
  ]),
];

/** Words that some parameter understands, moments at the ends of what a calendar holds among them. */
const WORDS = [
  ...[
    "24h",
    "7d",
    "30d",
    "1h",
    "today",
    "feature",
    "model",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "50",
    "csv",
    "json",
  ],
  ...[
    "2026-11-01T00:00:00Z",
    "2026-11-29",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "10000-01-01T00:00:00Z",
  ],
  ...[
    "+010000-01-01T00:00:00.000Z",
    "-000001-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "0000-00-00",
    "275760-09-13",
  ],
  ...[
    "Europe/Berlin",
    "UTC",
    "Not/AZone",
    "1e309",
    "NaN",
    "Infinity",
    "9007199254740993",
    "99999999999999999999",
  ],
  ...[
    "1795972957406",
    "-8640000000000001",
    "latency",
    "cost",
    "interaction_latency",
    "generations",
    "day",
    "hour",
  ],
];

/** Not what `encodeURIComponent` would write: as it stands in the address. */
const RAW = [
  "%zz",
  "%",
  "%00",
  "%ff",
  "%u0000",
  "%C0%80",
  "%ED%A0%80",
  "..",
  "%2e%2e",
  "%2F",
  "a%00b",
  "+",
  "&&",
  "=",
  "[]",
];

const word = (random: Random): string =>
  random.chance(0.25)
    ? random.pick(RAW)
    : encodeURIComponent(
        wellFormed(random.chance(0.5) ? random.pick(WORDS) : hostileText(random)).slice(0, MAX_WORD),
      );

/** Five of them, encoded, stay below the 16 kB from which on Node.js hangs up after its 431. */
const MAX_WORD = 300;

/** Half of a character has no encoding in an address. */
const wellFormed = (text: string): string => Buffer.from(text, "utf8").toString("utf8");

const segment = (random: Random, known: Known, name: string, wrong: number): string => {
  if (random.chance(wrong)) return word(random) || "x";
  if (name === "project") return known.project;
  if (/trace/i.test(name)) return known.traceId;
  if (/span/i.test(name)) return known.spanId;
  if (/budget/i.test(name)) return known.budgetId;
  if (/session/i.test(name)) return encodeURIComponent(known.sessionId);
  return random.pick([known.traceId, known.spanId, "0b6c0f6e-53f3-4a55-9f9e-0f6a5f1f7c11"]);
};

const ROUTES = [...nextRoutes(), ...SERVER_ROUTES];
const PROGRAM_ROUTES = ROUTES.filter(({ isPage }) => !isPage);
/** A page takes ten times as long as an answer to a program, and shares its parameters with one. */
const PAGES = 0.15;
const ACTION_SHARE = 0.1;
const METHODS = ["TRACE", "PROPFIND", "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];

interface Action {
  id: string;
  page: string;
}

let actions: Action[] | undefined;

/** Actions of the built console, each with a page that has it. Ids are made anew by each build. */
function readActions(): Action[] {
  const file = path.join(ROOT, ".next/standalone/.next/server/server-reference-manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as {
    node: Record<string, { workers: Record<string, unknown> }>;
  };
  return Object.entries(manifest.node).map(([id, { workers }]) => ({
    id,
    page: `/${Object.keys(workers)[0] ?? ""}`.replace(/^\/app/, "").replace(/\/\([^)]*\)|\/page$/g, ""),
  }));
}

/** An action as a page calls it, with arguments that mean nothing to it. */
function makeAction(random: Random, known: Known): Address {
  const { id, page } = random.pick((actions ??= readActions()));
  const args = Array.from({ length: random.int(0, 3) }, () =>
    random.chance(0.3)
      ? random.pick([known.project, known.budgetId, known.traceId, 1, -1, 2 ** 53, null, [], {}])
      : hostileJson(random),
  );
  return {
    method: "POST",
    path: filled(page, random, known, 0.05),
    asker: random.chance(0.1) ? "nobody" : "person",
    // The framework itself answers 500 to what is none of its encoding: `$` begins its references.
    body: JSON.stringify(args).replaceAll("$", "€"),
    headers: {
      "next-action": random.chance(0.05) ? hostileHex(random) : id,
      "content-type": "text/plain;charset=UTF-8",
    },
  };
}

const hostileHex = (random: Random): string =>
  random
    .int(0, 2 ** 31)
    .toString(16)
    .padStart(42, "0");

const filled = (template: string, random: Random, known: Known, wrong: number): string =>
  template.replace(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => segment(random, known, name, wrong));

/** A request for something that exists, with parameters that may or may not mean anything. */
export function makeAddress(random: Random, known: Known): Address {
  if (random.chance(ACTION_SHARE)) return makeAction(random, known);
  const { template, methods, isPage } = random.pick(random.chance(PAGES) ? ROUTES : PROGRAM_ROUTES);
  const address = filled(template, random, known, 0.3);
  const query: string[] = [];
  for (let i = random.int(0, 4); i > 0; i--) query.push(`${random.pick(PARAMS)}=${word(random)}`);
  if (random.chance(0.05)) query.push(`${word(random)}=${word(random)}`);
  const method = random.chance(0.9)
    ? random.pick(methods.length > 0 ? methods : ["GET"])
    : random.pick(METHODS);
  const isProgram = template.startsWith("/api/v1") || !template.startsWith("/api/console");
  return {
    method,
    path: address + (query.length === 0 ? "" : `?${query.join("&")}`),
    asker: random.chance(0.05) ? "nobody" : isPage || !isProgram ? "person" : "key",
    ...(method === "POST" || method === "PUT" || method === "PATCH"
      ? {
          body: random.chance(0.5)
            ? JSON.stringify({ [random.pick(PARAMS)]: random.pick(WORDS) })
            : hostileText(random),
        }
      : {}),
  };
}
