import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";

import { inProject } from "@/db/tenant";
import { createTestDatabase, makeProject, type TestDatabase, type TestProject } from "@/db/testing";
import { digest128 } from "@/lib/model/digest";
import type { Message } from "@/lib/model/message";

import { type BodyIds, NO_BODIES } from "./body-ids";
import { BlockNumbers, refOf } from "./body-ref";
import { BodySearch } from "./body-search";
import { BodySet } from "./body-set";
import { foldCase } from "./fold";
import { KnownBodies } from "./known-bodies";
import { packRound } from "./pack-round";
import { openBodies } from "./read-bodies";
import { type Known, writeBodies } from "./write-bodies";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`select ensure_partitions('2026-11-20', '2026-11-24')`;
});
afterAll(() => db.close());

/** What a span says, as plain values: the model that blocks are held against. */
interface Said {
  day: string;
  system: string | null;
  input: Message[] | null;
  result: string | null;
  documents: { id: string; content: string; score: number }[] | null;
}

const words = fc.constantFrom(
  "alpha",
  "Überweisung",
  "退款政策",
  'a "quoted" line\n',
  "x".repeat(900),
  "💸",
  "Договор № 17",
  "สวัสดีครับ",
  "返金カメラ",
  "ΟΔΟΣ",
  "cafe\u0301",
  '{"city":"M\\u00fcnchen","n":42.5}',
  "C:\\temp\\file",
);
/** What is looked for, and what is found by it besides the text itself. */
const TERMS: [term: string, ...others: string[]][] = [
  ["ALPHA"],
  ["überweisung"],
  ["退款"],
  ["款"],
  ['"quoted" line\n'],
  ['\\"quoted\\" line\\n', '"quoted" line\n'],
  ["nowhere at all"],
  ["d2"],
  ["договор № 17"],
  ["ДОГОВОР"],
  ["ดีค"],
  ["カメラ"],
  ["金カ"],
  ["οδος"],
  ["οδοσ"],
  ["CAFÉ", "cafe\u0301"],
  ["é", "e\u0301"],
  ["e\u0301", "é"],
  ["München", "M\\u00fcnchen"],
  ["\\u9000\\u6b3e", "退款"],
  ["42.5"],
  ["\\temp\\file"],
  ["💸"],
  ["x".repeat(200)],
];
const said: fc.Arbitrary<Said> = fc.record({
  day: fc.constantFrom("2026-11-20", "2026-11-21"),
  system: fc.option(words),
  input: fc.option(
    fc.array(fc.record({ role: fc.constantFrom("user", "assistant"), content: words }), {
      minLength: 1,
      maxLength: 40,
    }),
  ),
  result: fc.option(words),
  documents: fc.option(
    fc.array(
      fc.record({
        id: fc.constantFrom("d1", "d2"),
        content: words,
        score: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  ),
});

const numbers = new BlockNumbers();

/** Writes a batch as ingest does. @returns refs, null for what carries nothing */
async function write(project: TestProject, batch: readonly Said[], known: Known): Promise<(string | null)[]> {
  const set = new BodySet();
  const carriers = batch.map((one, index) => {
    const ids: BodyIds = {
      ...NO_BODIES,
      system: one.system === null ? null : set.text(one.system),
      context: one.input && set.messages(one.input),
      result: one.result === null ? null : set.value(one.result),
      documents: one.documents && set.documents(one.documents),
    };
    return {
      shardKey: 1,
      traceId: "a".repeat(32),
      day: one.day,
      id: digest128(JSON.stringify([index, ids])),
      ids,
    };
  });
  const { blocks, records, remember } = await writeBodies(
    project.id,
    carriers,
    new Map([[1, set.bodies]]),
    known,
    numbers,
  );
  for (const row of blocks)
    await db.app.begin(async (tx) => {
      await tx.unsafe(`set local app.project_id = '${project.id}'`);
      await tx`
        insert into body_blocks (project_id, block, last_block, day, shard_key, bytes, others, bodies)
        values (${project.id}, ${String(row.block)}, ${String(row.last_block)}, ${row.day}, 1, ${row.bytes}, ${row.others}::bigint[], ${row.bodies})`;
    });
  remember();
  return records.map((place) => place && String(refOf(place)));
}

const PARTS = ["system", "context", "result", "documents"] as const;
const read = (project: TestProject, refs: readonly (string | null)[]) =>
  inProject(db.app, project.id, async (tx) => {
    const bodies = await openBodies(
      tx,
      project.id,
      refs.map((ref) => ({ ref, shardKey: 1, parts: PARTS })),
    );
    return refs.map((ref) => {
      const opened = bodies.of(ref, 1);
      return {
        system: opened?.text("system") ?? null,
        input: opened?.messages("context") ?? null,
        result: opened?.text("result") ?? null,
        documents: opened?.documents() ?? null,
      };
    });
  });
const shown = (all: readonly Said[]) => all.map(({ day: _, ...rest }) => rest);

/** What nobody may see of a block that is kept open. */
const settle = () =>
  db.owner`update body_blocks set written_at = written_at - interval '1 hour' where packed = 0`;
const LATER = new Date(Date.now() + 30 * 86_400_000);
const pack = async (): Promise<void> => {
  await settle();
  while ((await packRound(db.worker, LATER)).rowsBefore > 0);
};

it("gives back what was said: in any split, with what is known or nothing, before and after packing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(said, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 10 }),
      fc.boolean(),
      async (all, size, knows) => {
        const project = await makeProject(db.owner);
        const known = knows ? new KnownBodies() : { find: () => null, add: () => {} };
        const refs: (string | null)[] = [];
        for (let from = 0; from < all.length; from += size)
          refs.push(...(await write(project, all.slice(from, from + size), known)));
        expect(await read(project, refs)).toEqual(shown(all));
        await pack();
        const [rows] = await db.owner<{ rows: number; days: number; open: number }[]>`
          select count(*)::int as rows, count(distinct day)::int as days, (count(*) filter (where packed < 2))::int as open
          from body_blocks where project_id = ${project.id}`;
        expect(rows).toMatchObject({ rows: rows?.days, open: 0 });
        expect(await read(project, refs)).toEqual(shown(all));
        // Late ones of the same days, then another round.
        const late = await write(project, all, known);
        await pack();
        expect(await read(project, [...refs, ...late])).toEqual(shown([...all, ...all]));
      },
    ),
    { numRuns: 15 },
  );
});

it("two servers that write the same at once give the same", async () => {
  const project = await makeProject(db.owner);
  const all = fc.sample(said, { numRuns: 20, seed: 7 });
  const [one, other] = await Promise.all([
    write(project, all, new KnownBodies()),
    write(project, all, new KnownBodies()),
  ]);
  expect(await read(project, one)).toEqual(await read(project, other));
});

it("a history is written once: what was said before is referred to, by a bounded number of blocks", async () => {
  const project = await makeProject(db.owner);
  const known = new KnownBodies();
  const input: Message[] = [];
  const refs: (string | null)[] = [];
  const all: Said[] = [];
  for (let turn = 0; turn < 60; turn++) {
    input.push({ role: "user", content: `question ${turn} ${"why ".repeat(40)}` });
    const one: Said = {
      day: "2026-11-20",
      system: "Be brief.",
      input: [...input],
      result: null,
      documents: null,
    };
    all.push(one);
    refs.push(...(await write(project, [one], known)));
  }
  expect(await read(project, refs)).toEqual(shown(all));
  const [sum] = await db.owner<{ bytes: number; others: number }[]>`
    select sum(bytes)::int as bytes, max(cardinality(others))::int as others from body_blocks where project_id = ${project.id}`;
  const told = JSON.stringify(all).length;
  expect(sum?.bytes).toBeLessThan(told / 6);
  expect(sum?.others).toBeLessThanOrEqual(16);
});

it("finds who carries a text, by the filters of blocks and without, as a plain search of what was said does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 25 }), fc.boolean(), async (all, packs) => {
      const project = await makeProject(db.owner);
      const known = new KnownBodies();
      const refs: (string | null)[] = [];
      for (let from = 0; from < all.length; from += 5)
        refs.push(...(await write(project, all.slice(from, from + 5), known)));
      if (packs) await pack();
      for (const [term, ...others] of TERMS) {
        const folded = [term, ...others].map(foldCase);
        const has = (one: Said) => {
          const texts = [
            one.system,
            one.result,
            ...(one.input ?? []).map(({ content }) => content as string),
          ];
          for (const { id, content } of one.documents ?? []) texts.push(id, content);
          return texts.some((text) => text !== null && folded.some((one) => foldCase(text).includes(one)));
        };
        const expected = [...new Set(refs.filter((_, index) => has(all[index] as Said)))].toSorted();
        const [byFilter, byRow] = await inProject(db.app, project.id, async (tx) => {
          const scope = { projectId: project.id, shardKeys: [1] };
          const found = await new BodySearch(tx, scope, term).recordsOf(["2026-11-20", "2026-11-21"]);
          const rows = refs.flatMap((ref) => (ref === null ? [] : [{ ref, shardKey: 1 }]));
          const among = await new BodySearch(tx, scope, term).among(rows);
          return [
            found?.map(({ ref }) => ref).toSorted(),
            [...new Set([...among].map((index) => rows[index]?.ref))].toSorted(),
          ];
        });
        expect(byFilter).toEqual(expected);
        expect(byRow).toEqual(expected);
      }
    }),
    { numRuns: 12 },
  );
});

it("finds a text among very many blocks of the last minutes, which have no filter yet", async () => {
  const project = await makeProject(db.owner);
  const saying = (result: string): Said => ({
    day: "2026-11-22",
    system: null,
    input: null,
    result,
    documents: null,
  });
  const refs: (string | null)[] = [];
  // Two servers' worth of small batches, each a block.
  for (let batch = 0; batch < 160; batch++)
    refs.push(...(await write(project, [saying(`answer ${batch} of many`)], new KnownBodies())));
  const found = (term: string) =>
    inProject(db.app, project.id, async (tx) =>
      (
        await new BodySearch(tx, { projectId: project.id, shardKeys: [1] }, term).recordsOf(["2026-11-22"])
      )?.map(({ ref }) => ref),
    );
  expect(await found("ANSWER 117 of")).toEqual([refs[117]]);
  expect(await found("nobody said it")).toEqual([]);
  await pack();
  expect(await found("ANSWER 117 of")).toEqual([refs[117]]);
}, 60_000);
