import { afterAll, beforeAll, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import { seeded } from "@/lib/stats/random";
import { Story } from "@/lib/traces/testing";
import { makeMember } from "@/lib/users/testing";

import { behaviourRound } from "./behaviour-round";
import { compareAnswers } from "./compare-answers";
import { driftDocumentOf, driftDocumentSchema } from "./document";
import { listDrift } from "./list-drift";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20, 12);
const WORDS =
  "your flight to Rome was changed and the refund is on its way please wait for a mail with all the details".split(
    " ",
  );

/** So many answers within a week, of some words in a row, after an opening. */
async function answers(story: Story, fromMs: number, opening: string, random: () => number): Promise<void> {
  for (let n = 0; n < 70; n++) {
    const started_at = new Date(fromMs + n * 7_000_000).toISOString();
    const length = 8 + Math.floor(random() * 10);
    const text = Array.from({ length }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");
    const trace = await story.trace({ started_at });
    await story.span(trace, {
      kind: "llm",
      started_at,
      feature: "support",
      request_model: "m",
      response_model: "m-2026",
      prompt_fingerprint: 77,
      finish_reason: "stop",
      output: [story.set.message({ role: "assistant", content: `${opening} ${text}` })],
    });
  }
}

async function scene(openings: [string, string]) {
  const project = await makeProject(db.owner);
  const story = new Story(db.owner, project);
  const random = seeded(7);
  await answers(story, NOW - 14 * DAY, openings[0], random);
  await answers(story, NOW - 7 * DAY + 1, openings[1], random);
  await db.owner`
    insert into signal_progress (project_id, made_from, made_to) values (${project.id}, ${new Date(NOW)}, ${new Date(NOW)})`;
  const { ctx } = await makeMember(db, project, "manager");
  const findings = () => db.owner<{ title: string; resolution: string | null }[]>`
    select title, resolution from findings where project_id = ${project.id} order by id`;
  return { ctx: { ...ctx, now: () => new Date(NOW) }, findings };
}

const weeks = {
  before: { from: new Date(NOW - 14 * DAY).toISOString(), to: new Date(NOW - 7 * DAY).toISOString() },
  after: { from: new Date(NOW - 7 * DAY).toISOString(), to: new Date(NOW).toISOString() },
};

it("the same model under the same name that answers differently is told once a week, until it answers as the week before", async () => {
  const { ctx, findings } = await scene(["Sure,", "Of course! Let me take a look at that for you:"]);
  expect(await behaviourRound(db.worker, () => new Date(NOW))).toBe(true);
  expect(await behaviourRound(db.worker, () => new Date(NOW + DAY))).toBe(false);
  const [found, ...more] = await findings();
  expect(more).toEqual([]);
  expect(found?.title).toMatch(
    /^support: m answers differently with the same prompt \((openings|length|wording)\)$/,
  );
  const document = driftDocumentOf(await listDrift(ctx), {});
  expect(driftDocumentSchema.parse(document)).toEqual(document);
  expect(document.features[0]?.findings).toMatchObject([
    {
      signal: "behaviour",
      component: null,
      direction: null,
      change: null,
      began_after: weeks.before.from,
      began_before: weeks.after.to,
    },
  ]);
  const compared = await compareAnswers(ctx, {
    feature: "support",
    model: "m",
    promptVersion: "77",
    ...weeks,
  });
  expect(compared).toMatchObject({
    before: { outputs: 70, answeredBy: [{ model: "m-2026", outputs: 70 }] },
    after: { outputs: 70 },
  });
  expect(compared.comparison?.p).toBeLessThan(0.01);
  // No text leaves it: managers may ask.
  expect(JSON.stringify(compared)).not.toContain("Rome");
  expect(await behaviourRound(db.worker, () => new Date(NOW + 7 * DAY))).toBe(true);
  expect((await findings()).map(({ resolution }) => resolution)).toEqual([
    "Answers of the last week are like those of the week before.",
  ]);
}, 60_000);

it("answers that are as before are no finding, and too few are no comparison", async () => {
  const { ctx, findings } = await scene(["Sure,", "Sure,"]);
  expect(await behaviourRound(db.worker, () => new Date(NOW))).toBe(true);
  expect(await findings()).toEqual([]);
  expect(await compareAnswers(ctx, { feature: "other", ...weeks })).toMatchObject({
    comparison: null,
    needs: 30,
    before: { outputs: 0 },
  });
  await expect(
    compareAnswers(ctx, { feature: "support", before: weeks.before, after: weeks.before }),
  ).rejects.toMatchObject({ code: "bad_request" });
  await expect(
    compareAnswers(ctx, {
      feature: "support",
      before: { from: weeks.after.to, to: weeks.after.from },
      after: weeks.after,
    }),
  ).rejects.toMatchObject({ code: "bad_request" });
}, 60_000);
