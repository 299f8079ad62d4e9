import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { inProject } from "@/db/tenant";
import { seeded } from "@/lib/stats/random";

import type { Candidate } from "./candidate";
import { orNothing } from "./sample-reader";
import { explain, type Told } from "./testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BEGAN = Date.UTC(2026, 2, 10, 9);
const NOW = BEGAN + 3 * HOUR;

type Said = Omit<Told, "atMs" | "failed">;
type World = (at: {
  since: boolean;
  ms: number;
  n: number;
  random: () => number;
}) => Said & { failing?: number };

/** A week at ten an hour, then three hours at two hundred; one of a hundred fails unless told. */
function tell(world: World, seed: number): Told[] {
  const random = seeded(seed);
  const told: Told[] = [];
  const add = (ms: number): void => {
    const since = ms >= BEGAN;
    const { failing = 0.01, ...said } = world({ since, ms, n: told.length, random });
    told.push({ atMs: ms, failed: random() < failing, ...said });
  };
  for (let ms = BEGAN - 8 * DAY; ms < BEGAN; ms += HOUR / 12) add(Math.round(ms));
  for (let ms = BEGAN; ms < NOW; ms += HOUR / 200) add(Math.round(ms));
  return told;
}

async function candidatesOf(world: World, seed = 1): Promise<Candidate[]> {
  const project = await makeProject(db.owner);
  const { candidates } = await explain(db, project, tell(world, seed), { beganMs: BEGAN, nowMs: NOW });
  return candidates;
}

/** Every candidate tells what speaks for it. */
const told = (candidates: readonly Candidate[]) =>
  candidates.map(({ dimension, value }) => `${dimension} ${value}`);

const TOOLS = [{ name: "search" }, { name: "lookup" }];
const documentsOf = (random: () => number, set: string, index = "7", text = "") =>
  Array.from({ length: 3 }, () => {
    const id = `${set}-${Math.floor(random() * 150)}`;
    return { id, content: `Text of ${id}${text}`, metadata: { index_version: index, source: "help" } };
  });

describe("a cause that half of the interactions have", () => {
  const half = (n: number): boolean => n % 2 === 0;

  it.each<[string, World, string, RegExp]>([
    [
      "client version",
      ({ since, n }) => {
        const isNew = since && half(n);
        return { client: isNew ? "1.3.0" : "1.2.9", failing: isNew ? 0.2 : 0.01 };
      },
      "client instrumentation 1.3.0",
      /^Client instrumentation 1\.3\.0 came as it began: (1|2)\d(\.\d)?\s% there, \d(\.\d+)?\s% elsewhere\.$/,
    ],
    [
      "tool set",
      ({ since, n }) => {
        const isNew = since && half(n);
        return {
          tools: isNew ? [{ name: "search", description: "else" }, { name: "refund" }] : TOOLS,
          failing: isNew ? 0.2 : 0.01,
        };
      },
      "tool_set refund, search",
      /^Tool set with refund, without lookup, with another definition of search came as it began: .* there, .* elsewhere\.$/,
    ],
    [
      "document set",
      ({ since, n, random }) => {
        const isNew = since && half(n);
        return { documents: documentsOf(random, isNew ? "new" : "old"), failing: isNew ? 0.25 : 0.01 };
      },
      "documents ",
      /^(4|5)\d(\.\d)?\s% of the retrieved documents were not seen in the week before, (\d|1\d)(\.\d+)?\s% of those of the six hours before: .* there, .* elsewhere\.$/,
    ],
    [
      "versions of documents",
      ({ since, n, random }) => {
        const isNew = since && half(n);
        return {
          documents: documentsOf(random, "old", "7", isNew ? ", edited" : ""),
          failing: isNew ? 0.25 : 0.01,
        };
      },
      "document_versions ",
      /of the retrieved documents have another version than in the week before/,
    ],
    [
      "index",
      ({ since, n, random }) => {
        const isNew = since && half(n);
        return { documents: documentsOf(random, "old", isNew ? "8" : "7"), failing: isNew ? 0.25 : 0.01 };
      },
      "index index_version 8",
      /^Documents of index_version 8 came as it began: /,
    ],
    [
      "one user's volume",
      ({ since, n, random }) => {
        const isBig = since ? half(n) : random() < 0.02;
        return { user: isBig ? "acme" : `u${Math.floor(random() * 200)}`, failing: isBig ? 0.2 : 0.01 };
      },
      "user acme",
      /^User acme is behind (4|5)\d(\.\d)?\s% of the interactions, .* before \(at 95\s% at least \+\d\d.*\spt\): .* there, .* elsewhere\.$/,
    ],
    [
      "a user group",
      ({ since, n, random }) => {
        const isBig = since ? half(n) : random() < 0.02;
        return { tags: isBig ? ["plan:trial"] : ["plan:paid"], failing: isBig ? 0.2 : 0.01 };
      },
      "tag plan:trial",
      /^Tag plan:trial is behind /,
    ],
    [
      "an alias that another model answers",
      ({ since, n }) => {
        const isNew = since && half(n);
        return { model: "m", answeredModel: isNew ? "m-2026-03" : "m-2025-11", failing: isNew ? 0.2 : 0.01 };
      },
      "answered_model m-2026-03",
      /^Model m answered by m-2026-03 instead of m-2025-11 came as it began: /,
    ],
  ])("%s", async (_, world, named, sentence) => {
    const [first, ...others] = await candidatesOf(world);
    expect(`${first?.dimension} ${first?.value}`).toBe(named);
    expect(first?.sentence).toMatch(sentence);
    expect(first?.explains?.part).toBeGreaterThan(0.7);
    expect(first?.explains?.low).toBeLessThan(first?.explains?.part ?? 0);
    expect(first?.explains?.high).toBeLessThanOrEqual(1);
    for (const other of others) expect(other.score).toBeLessThanOrEqual(first?.score ?? 0);
  });
});

it("all fail more and nothing changed: no candidate", async () => {
  expect(
    told(
      await candidatesOf(({ since, random, n }) => ({
        client: "1.2.9",
        tools: TOOLS,
        documents: documentsOf(random, "old"),
        user: `u${n % 50}`,
        tags: [n % 2 === 0 ? "plan:paid" : "plan:trial"],
        failing: since ? 0.15 : 0.01,
      })),
    ),
  ).toEqual([]);
});

it("what changed everywhere ranks below what is told apart, and what came a day before is none", async () => {
  const candidates = await candidatesOf(({ since, ms, n, random }) => {
    const isNew = since && n % 2 === 0;
    return {
      client: since ? "1.3.0" : "1.2.9",
      tools: ms >= BEGAN - DAY ? [...TOOLS, { name: "weather" }] : TOOLS,
      documents: documentsOf(random, ms >= BEGAN - DAY ? "younger" : "old"),
      release: isNew ? "2" : "1",
      failing: isNew ? 0.2 : 0.01,
    };
  });
  expect(told(candidates)).toEqual(["release 2", "client instrumentation 1.3.0"]);
  expect(candidates[1]).toMatchObject({
    explains: null,
    sentence: "Client instrumentation 1.3.0 came as it began; all of the interactions have been of it since.",
  });
  expect(candidates[1]?.score).toBeLessThan(candidates[0]?.score ?? 0);
});

it("what is new and differs in nothing is no candidate; a better one explains no failure", async () => {
  const candidates = await candidatesOf(({ since, n }) => ({
    client: since && n % 2 === 0 ? "1.3.0" : "1.2.9",
    tools: since && n % 3 === 0 ? [{ name: "refund" }] : TOOLS,
    failing: since ? (n % 3 === 0 ? 0.01 : 0.2) : 0.01,
  }));
  expect(told(candidates).filter((one) => one.startsWith("client"))).toEqual([]);
  expect(told(candidates)).not.toContain("tool_set refund");
});

it("a new prompt version is told with how its text differs, which is not in the finding itself", async () => {
  const project = await makeProject(db.owner);
  const systems = [
    "You help.\nToday is 2026-03-01.\nBe short.\nNever guess.",
    "You help.\nToday is 2026-03-10.\nBe long and kind.\nNever guess.\nOffer a refund.",
  ];
  const [prompt] =
    await db.owner`insert into prompts (project_id, name) values (${project.id}, 'booking') returning id`;
  for (const [index, system] of systems.entries())
    await db.owner`
      insert into prompt_versions (project_id, prompt_id, number, fingerprint, system, first_seen_at)
      values (${project.id}, ${prompt?.id}, ${index + 1}, ${100 + index}, ${system}, ${new Date(BEGAN)})`;
  const { candidates } = await explain(
    db,
    project,
    tell(({ since, n }) => {
      const isNew = since && n % 2 === 0;
      return { prompt: isNew ? "101" : "100", failing: isNew ? 0.2 : 0.01 };
    }, 1),
    { beganMs: BEGAN, nowMs: NOW },
  );
  expect(candidates[0]).toMatchObject({
    dimension: "prompt_version",
    label: "booking@2",
    diff: { from: "100", to: "101", fromLabel: "booking@1", added: 2, removed: 1 },
  });
  expect(candidates[0]?.sentence).toMatch(/Against booking@1: 2\slines added, 1\sline removed\.$/);
  expect(JSON.stringify(candidates)).not.toContain("refund");
});

it("judgements are divided by what was drawn", async () => {
  const project = await makeProject(db.owner);
  const all = tell(({ since, n }) => ({ release: since && n % 2 === 0 ? "2" : "1", failing: 0.01 }), 3);
  const random = seeded(4);
  const { candidates } = await explain(db, project, all, {
    beganMs: BEGAN,
    nowMs: NOW,
    judged: ({ release }) => (random() < (release === "2" ? 0.6 : 0.95) ? 1 : 0),
  });
  expect(told(candidates)).toEqual(["release 2"]);
  expect(candidates[0]?.sentence).toMatch(
    /^Release 2 came as it began: 0\.[56]\d* there, 0\.9\d* elsewhere\.$/,
  );
});

it("a database that takes too long leaves the round as it was, without a sample", async () => {
  const project = await makeProject(db.owner);
  await inProject(db.worker, project.id, async (tx) => {
    await tx`set local statement_timeout = '1234ms'`;
    const slow = await orNothing(tx, async (part) => {
      await part`set local statement_timeout = '20ms'`;
      return part`select pg_sleep(1)`;
    });
    expect(slow).toBeNull();
    const [row] = await tx`show statement_timeout`;
    expect(row).toEqual({ statement_timeout: "1234ms" });
    expect(await orNothing(tx, (part) => part`set local statement_timeout = '20ms'`)).toEqual([]);
    expect((await tx`show statement_timeout`)[0]).toEqual({ statement_timeout: "1234ms" });
  });
});
