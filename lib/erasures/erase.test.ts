import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { ModelSpan } from "@/lib/model/span";

import { erase } from "./erase";
import { daysAgo, newId, noonOf, World } from "./world.testing";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const newWorld = async () => new World(db, await makeProject(db.owner));
const DAY = daysAgo(5);
const call = (said: Partial<ModelSpan>): Partial<ModelSpan> => ({
  kind: "llm",
  name: "answer",
  startedAtNs: noonOf(DAY),
  system: "You answer questions about parcels.",
  ...said,
});

describe("erasing traces", () => {
  it("erases what they alone carry, says so, and leaves what others carry, too", async () => {
    const world = await newWorld();
    const [gone, stays] = [newId(16), newId(16)];
    const shared = { role: "user", content: "the shared question of both" };
    await world.write([
      call({ traceId: gone, input: [shared], outputValue: "an answer for Ada Lovelace" }),
      call({ traceId: stays, input: [shared], outputValue: "another answer" }),
    ]);
    await world.derive();
    const before = await world.read(stays);
    expect(await erase(world.ctx, { traces: [gone] })).toEqual({ bodies: 1, blocks: 1, traces: 1 });
    expect(await world.read(stays)).toEqual(before);
    const trace = await world.read(gone);
    const at = trace.erased_at as string;
    expect(trace).toMatchObject({
      input: `Erased on ${at.slice(0, 10)}`,
      output: `Erased on ${at.slice(0, 10)}`,
    });
    expect(trace.spans).toMatchObject([{ erased_at: at, system: null, input: null, output_value: null }]);
    expect(await world.search("Lovelace")).toEqual([]);
    expect(await world.search("shared question")).toEqual([stays]);
    expect(await erase(world.ctx, { traces: [gone] })).toEqual({ bodies: 0, blocks: 0, traces: 0 });
    await world.collect();
    expect(await world.read(gone)).toEqual(trace);
    expect(await world.read(stays)).toEqual(before);
  });

  it("a text that comes again afterwards is stored again, by servers that remember where it lay", async () => {
    const world = await newWorld();
    const [first, second, third] = [newId(16), newId(16), newId(16)];
    const said = {
      input: [{ role: "user", content: "words that come again" }],
      outputValue: "and their answer",
    };
    await world.write([call({ traceId: first, ...said })], 0);
    await world.write([call({ traceId: newId(16), ...said })], 1);
    await world.derive();
    // Both servers know places of all of it: of their own copies.
    await erase(world.ctx, { text: "words that come again", from: DAY, to: DAY });
    await erase(world.ctx, { traces: [first] });
    await world.write([call({ traceId: second, ...said })], 0);
    await world.write([call({ traceId: third, ...said })], 1);
    await world.derive();
    for (const traceId of [second, third])
      expect((await world.read(traceId)).spans).toMatchObject([
        {
          system: "You answer questions about parcels.",
          input: said.input,
          output_value: "and their answer",
        },
      ]);
    expect(await world.search("words that come again")).toEqual([second, third].toSorted());
  });

  it("a span that is sent again as it was stays erased, one that says more is shown", async () => {
    const world = await newWorld();
    const span = call({
      traceId: newId(16),
      spanId: newId(8),
      outputValue: "kept from nobody",
      mergedParts: 1,
    });
    await world.write([span]);
    await world.derive();
    await erase(world.ctx, { traces: [span.traceId as string] });
    await world.write([span]);
    await world.derive();
    expect((await world.read(span.traceId as string)).spans).toMatchObject([{ output_value: null }]);
    await world.write([{ ...span, mergedParts: 2, outputValue: "more" }]);
    await world.derive();
    const [shown] = (await world.read(span.traceId as string)).spans;
    expect(shown).toMatchObject({ output_value: "more", system: span.system });
    expect(shown?.erased_at).toBeUndefined();
  });

  it("takes copies along: pieces, examples of incidents, what people said about answers, a prompt that only it had", async () => {
    const world = await newWorld();
    const { id } = world.project;
    const [gone, stays] = [newId(16), newId(16)];
    await world.write([
      call({ traceId: gone, promptName: "letters", system: "Write to Ada Lovelace." }),
      call({ traceId: stays, promptName: "parcels" }),
    ]);
    await world.derive();
    for (const traceId of [gone, stays]) {
      await db.owner`
        insert into span_parts (object_id, part_id, project_id, shard_key, merged_at, received_on, trace_id, source, body)
        values (${newId(16)}, ${newId(16)}, ${id}, 1, 0, ${DAY}, ${traceId}, 'test', '{"a":"Ada"}')`;
      await db.owner`
        insert into scores (id, project_id, shard_key, trace_id, name, data_type, value_number, source, comment, created_at, revised_at)
        values (${newId(8)}, ${id}, 1, ${traceId}, 'good', 'number', 1, 'user', 'Ada liked it', now(), now())`;
    }
    const [incident] = await db.owner<{ id: number }[]>`
      insert into incidents (project_id, severity, title, link, cause_key, began_at, opened_at)
      values (${id}, 'alert', 'x', '/', 'x', now(), now()) returning id`;
    await db.owner`
      insert into incident_traces (project_id, incident_id, trace_id, role, started_at, document, pinned_at)
      values (${id}, ${incident?.id as number}, ${gone}, 'affected', now(), '\\x00', now())`;
    expect(await erase(world.ctx, { traces: [gone] })).toMatchObject({ traces: 1 });
    const [left] = await db.owner`
      select (select array_agg(replace(trace_id::text, '-', '')) from span_parts where project_id = ${id}) as parts,
        (select array_agg(replace(trace_id::text, '-', '')) from scores where project_id = ${id} and comment is not null) as comments,
        (select count(*)::int from incident_traces where project_id = ${id}) as examples,
        (select array_agg(system) from prompt_versions where project_id = ${id} and system is not null) as prompts`;
    expect(left).toEqual({
      parts: [stays],
      comments: [stays],
      examples: 0,
      prompts: ["You answer questions about parcels."],
    });
  });

  it("says who, when and how much, and never what", async () => {
    const world = await newWorld();
    const traceId = newId(16);
    await world.write([call({ traceId, outputValue: "the secret passage" })]);
    await erase(world.ctx, { text: "secret passage", from: DAY, to: DAY });
    await erase(world.ctx, { traces: [traceId] });
    const rows = await db.owner<{ action: string; detail: unknown }[]>`
      select action, actor_name, detail, array(select replace(id::text, '-', '') from unnest(trace_ids) as id) as traces
      from audit_log where project_id = ${world.project.id} order by id`;
    // Whoever asks what was done to the trace finds both.
    expect(rows).toMatchObject([
      {
        action: "content.erased",
        actor_name: "test",
        detail: { by: "text", from: DAY, to: DAY, bodies: 1, blocks: 1, traces: 1 },
        traces: [traceId],
      },
      { action: "content.erased", detail: { by: "traces" }, traces: [traceId] },
    ]);
    expect(JSON.stringify(rows)).not.toContain("secret");
  });
});

it("blackens names of spans of these days, whether they share them with others or not, and lets nobody's new ones be lost", async () => {
  const world = await newWorld();
  const [own, shared, later] = [newId(16), newId(16), newId(16)];
  const [both, only] = ["answer Ada Lovelace", "greet Ada Lovelace"];
  await world.write([
    call({ traceId: own, name: only }),
    call({ traceId: shared, name: both }),
    call({ traceId: later, name: both, startedAtNs: noonOf(daysAgo(2)) }),
  ]);
  await world.derive();
  const names = async () =>
    Promise.all([own, shared, later].map(async (id) => (await world.read(id)).spans[0]?.name));
  const sets = async () => {
    const rows = await db.owner<{ name: string }[]>`
      select name from label_sets where project_id = ${world.project.id} order by name`;
    return rows.map(({ name }) => name);
  };
  expect(await names()).toEqual([only, both, both]);
  await erase(world.ctx, { text: "Ada Lovelace", from: DAY, to: DAY });
  const black = "█".repeat("Ada Lovelace".length);
  expect(await names()).toEqual([`greet ${black}`, `answer ${black}`, both]);
  expect(await sets()).toEqual([both, `greet ${black}`]);
  // The set is used again, by a server that has not heard of it before: it is what it says.
  await db.owner`update label_sets set used_on = used_on - 1 where project_id = ${world.project.id}`;
  const again = newId(16);
  await world.write([call({ traceId: again, name: only, startedAtNs: noonOf(daysAgo(1)) })]);
  expect((await world.read(again)).spans[0]?.name).toBe(only);
  expect(await names()).toEqual([`greet ${black}`, `answer ${black}`, both]);
});

it("blackens a text in spans as they were sent, however their client has escaped it, and nothing beside it", async () => {
  const world = await newWorld();
  const name = 'Zoë "Z" O\'Neil';
  const python = (value: unknown): string =>
    JSON.stringify(value).replace(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  const messages = [
    { role: "system", content: "Be brief." },
    {
      role: "user",
      content: `My name is ${name}, and this is a longer sentence about parcels that are late.`,
    },
    { role: "user", content: `${name}?` },
  ];
  const traceId = newId(16);
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const nano = String(noonOf(DAY));
  const said = {
    name: "chat",
    traceId,
    spanId: newId(8),
    kind: 3,
    startTimeUnixNano: nano,
    endTimeUnixNano: String(BigInt(nano) + 1_000_000n),
    attributes: [
      text("gen_ai.operation.name", "chat"),
      text("gen_ai.request.model", "gpt-4o"),
      text(
        "gen_ai.input.messages",
        python(messages.map(({ role, content }) => ({ role, parts: [{ type: "text", content }] }))),
      ),
      text(
        "gen_ai.output.messages",
        python([
          {
            role: "assistant",
            parts: [{ type: "text", content: `Hello ${name}! Your parcel comes tomorrow.` }],
          },
        ]),
      ),
      text("app.note", `seen by ${name} and by others who are not to be blackened`),
      text("app.other", "stays as it is, to the letter: \\u00eb"),
    ],
    events: [{ name: "note", timeUnixNano: nano, attributes: [text("who", name)] }],
  };
  await world.send({ resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans: [said] }] }] });
  await world.derive();
  const before = await world.read(traceId);
  expect(JSON.stringify(before)).toContain("Neil");
  expect(await erase(world.ctx, { text: name, from: DAY, to: DAY })).toMatchObject({ traces: 1 });
  const after = await world.read(traceId);
  const all = JSON.stringify(after);
  for (const left of ["Zo", "Neil"]) expect(all).not.toContain(left);
  // Texts, and JSON within them, are what they were but for the name.
  const blackened = (value: unknown): unknown => {
    if (typeof value === "string")
      return /^[[{]/.test(value) ? blackened(JSON.parse(value)) : black(value, name);
    if (Array.isArray(value)) return value.map(blackened);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, blackened(one)]));
  };
  const alike = (document: unknown): string => JSON.stringify(document).replaceAll(/█+/g, "█");
  expect(alike(blackened(after))).toBe(alike(blackened(before)));
});

it("nobody but an admin may, and what is asked for is bounded", async () => {
  const world = await newWorld();
  const engineer = { kind: "user", id: 1, name: "e", role: "engineer" } as const;
  await expect(erase({ ...world.ctx, actor: engineer }, { traces: [newId(16)] })).rejects.toThrow("erase");
  for (const wrong of [
    {},
    { traces: [] },
    { traces: Array.from({ length: 101 }, () => newId(16)) },
    { text: "ab", from: DAY, to: DAY },
    { text: "long enough", from: DAY, to: daysAgo(6) },
    { text: "long enough", from: "2020-01-01", to: DAY },
    { text: "long enough" },
    { traces: [newId(16)], text: "both", from: DAY, to: DAY },
  ])
    await expect(erase(world.ctx, wrong)).rejects.toMatchObject({ code: "bad_request" });
});

const WORDS = [
  "alphabet soup",
  "Überweisung 42",
  "退款政策说明",
  'a "quoted" line\nand next',
  `long ${"x".repeat(900)}`,
  "💸 paid",
];
const DAYS = [daysAgo(5), daysAgo(6)];

/** A text blackened: what the API shows instead of a passage. */
const black = (text: string, passage: string): string =>
  text.replaceAll(
    passage,
    [...Array(passage.length).keys()].map((at) => (/["\n]/.test(passage[at]!) ? passage[at]! : "█")).join(""),
  );

interface Said {
  system: string | null;
  input: string[];
  output: string | null;
}
const words = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 2 })
  .map((some) => some.join(" / "));
const said: fc.Arbitrary<Said> = fc.record({
  system: fc.option(words),
  input: fc.array(words, { maxLength: 3 }),
  output: fc.option(words),
});
const carriesAny = (one: Said | "erased" | undefined): boolean =>
  typeof one === "object" && (one.system !== null || one.output !== null || one.input.length > 0);
type Step =
  | { do: "write"; server: number; spans: { trace: number; span: number; said: Said }[] }
  | { do: "pack" | "collect" }
  | { do: "erase trace"; trace: number }
  | { do: "erase text"; text: string };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      server: fc.nat(1),
      spans: fc.array(fc.record({ trace: fc.nat(3), span: fc.nat(2), said }), { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("pack" as const, "collect" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("erase trace" as const), trace: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("erase text" as const),
      text: fc.constantFrom(...WORDS.filter((word) => !word.startsWith("long"))),
    }),
  },
);

it("any order of writes, rewrites, packing, collecting and erasing gives what plain values give", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const world = await newWorld();
      const traces = Array.from({ length: 4 }, () => newId(16));
      const spanIds = Array.from({ length: 12 }, () => newId(8));
      const model = new Map<string, Said | "erased">();
      for (const one of steps) {
        if (one.do === "write") {
          await world.write(
            one.spans.map(({ trace, span, said: { system, input, output } }) => ({
              kind: "llm" as const,
              name: "n",
              traceId: traces[trace] as string,
              spanId: spanIds[trace * 3 + span] as string,
              startedAtNs: noonOf(DAYS[span % 2] as string),
              system,
              input: input.length === 0 ? null : input.map((content) => ({ role: "user", content })),
              outputValue: output,
            })),
            one.server,
          );
          for (const { trace, span, said: values } of one.spans) model.set(`${trace} ${span}`, values);
        }
        if (one.do === "pack") await world.pack();
        if (one.do === "collect") await world.collect();
        await world.derive();
        if (one.do === "erase trace") {
          await erase(world.ctx, { traces: [traces[one.trace]] });
          for (const key of model.keys())
            if (key.startsWith(`${one.trace} `) && carriesAny(model.get(key))) model.set(key, "erased");
        }
        if (one.do === "erase text") {
          await erase(world.ctx, { text: one.text, from: DAYS[1], to: DAYS[0] });
          for (const [key, values] of model)
            if (values !== "erased")
              model.set(key, {
                system: values.system && black(values.system, one.text),
                input: values.input.map((text) => black(text, one.text)),
                output: values.output && black(values.output, one.text),
              });
        }
        await holds(world, traces, spanIds, model);
      }
      await world.collect();
      await holds(world, traces, spanIds, model);
      for (const word of WORDS) {
        const carrying = [...model].filter(
          ([, values]) =>
            values !== "erased" &&
            [values.system, values.output, ...values.input].some((text) => text?.includes(word)),
        );
        const expected = new Set(carrying.map(([key]) => traces[Number(key.split(" ")[0])] as string));
        expect(await world.search(word)).toEqual([...expected].toSorted());
      }
    }),
    { numRuns: 15 },
  );
}, 120_000);

it("nothing is lost of what two servers store while others collect, pack and erase what they share", async () => {
  const world = await newWorld();
  const texts = Array.from({ length: 12 }, (_, n) => `sentence ${n} that many say`);
  const pick = (): string => texts[Math.floor(Math.random() * texts.length)] as string;
  const model = new Map<string, Said | "erased">();
  const traces = Array.from({ length: 4 }, () => newId(16));
  const spanIds = Array.from({ length: 12 }, () => newId(8));
  let writing = true;
  // Each server has spans of its own, which it rewrites over and over: most of what it wrote is soon referred to by nothing.
  const server = async (number: number): Promise<void> => {
    for (let round = 0; round < 60; round++) {
      const spans = [0, 1, 2].map((span) => ({
        trace: number * 2 + (round % 2),
        span,
        said: { system: pick(), input: [pick(), pick()], output: pick() },
      }));
      await world.write(
        spans.map(({ trace, span, said: { system, input, output } }) => ({
          ...call({ traceId: traces[trace] as string, spanId: spanIds[trace * 3 + span] as string, system }),
          startedAtNs: noonOf(DAYS[span % 2] as string),
          input: input.map((content) => ({ role: "user", content })),
          outputValue: output,
        })),
        number,
      );
      for (const one of spans) model.set(`${one.trace} ${one.span}`, one.said);
    }
  };
  const eraser = async (): Promise<void> => {
    while (writing) {
      const victim = newId(16);
      await world.write([call({ traceId: victim, system: pick(), outputValue: pick() })], 0);
      await erase(world.ctx, { traces: [victim] });
    }
  };
  const collector = async (): Promise<void> => {
    while (writing) await world.collect();
  };
  const others = [eraser(), collector()];
  await Promise.all([server(0), server(1)]).finally(() => (writing = false));
  await Promise.all(others);
  await world.derive();
  await holds(world, traces, spanIds, model);
  await world.collect();
  await holds(world, traces, spanIds, model);
}, 60_000);

async function holds(
  world: World,
  traces: readonly string[],
  spanIds: readonly string[],
  model: ReadonlyMap<string, Said | "erased">,
): Promise<void> {
  for (const [trace, traceId] of traces.entries()) {
    const mine = [...model].filter(([key]) => key.startsWith(`${trace} `));
    if (mine.length === 0) continue;
    const { spans } = await world.read(traceId);
    const shown = Object.fromEntries(
      spans.map(({ span_id, system, input, output_value, erased_at }) => [
        span_id,
        erased_at === undefined
          ? { system, input: (input ?? []).map(({ content }) => content), output: output_value }
          : "erased",
      ]),
    );
    const expected = Object.fromEntries(
      mine.map(([key, values]) => [spanIds[trace * 3 + Number(key.split(" ")[1])], values]),
    );
    expect(shown).toEqual(expected);
  }
}
