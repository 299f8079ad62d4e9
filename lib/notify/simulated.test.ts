import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Established } from "@/lib/findings/finding";
import { openFindings } from "@/lib/findings/open-findings";
import { draftPostMortem } from "@/lib/incidents/draft-post-mortem";
import { exportIncidents } from "@/lib/incidents/export-incidents";
import { getIncident } from "@/lib/incidents/get-incident";
import { FLAG } from "@/lib/model/flags";
import { Story } from "@/lib/traces/testing";
import { makeMember } from "@/lib/users/testing";

import { addChannel } from "./channels";
import { digestOf } from "./digest";
import { type MessagePayload, noticeOf } from "./message";
import { DELIVERY, deliverDue, startMailbox, startReceiver } from "./testing";

let db: TestDatabase;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let mailbox: Awaited<ReturnType<typeof startMailbox>>;
beforeAll(async () => {
  db = await createTestDatabase();
  receiver = await startReceiver();
  mailbox = await startMailbox();
});
afterAll(async () => {
  receiver.close();
  await mailbox.close();
  await db.close();
});
beforeEach(() => {
  mailbox.mails.length = receiver.received.length = 0;
});

/** A project with a channel of each kind, and traces of these features: of people, of the demo. */
async function scene({ real = [], demo = [] }: { real?: string[]; demo?: string[] }) {
  const project = await makeProject(db.owner);
  const { ctx } = await makeMember(db, project, "admin");
  const story = new Story(db.owner, project);
  const started_at = new Date(Date.now() - 30_000).toISOString();
  for (const feature of real) await story.trace({ feature, started_at });
  for (const feature of demo)
    await story.trace({ feature, started_at, flags: FLAG.simulated | FLAG.truncated });
  for (const kind of ["slack", "teams", "webhook"] as const)
    await addChannel(ctx, { kind, name: kind, url: `${receiver.url}/${kind}` });
  await addChannel(ctx, { kind: "pagerduty", name: "Pager", routingKey: "R0UT1NGKEY0123456789abcdefABCDEF" });
  await addChannel(ctx, { kind: "email", name: "Team", recipients: "ann@example.org" });
  return { project, ctx };
}

type Scene = Awaited<ReturnType<typeof scene>>;

async function find(
  { project }: Scene,
  { rule = "drift", ...more }: Partial<Established> & { rule?: "drift" | "store" } = {},
) {
  const [opened] = await db.worker.begin((tx) =>
    openFindings(
      tx,
      project,
      rule,
      [
        {
          ruleId: 0,
          series: "",
          key: "k",
          level: "alert",
          title: "Refunds moved",
          link: `/p/${project.slug}/drift`,
          detail: {},
          affected: "feature=refunds",
          beganAtMs: Date.now() - 60_000,
          cause: { key: "refunds", title: "Refunds moved", tell: true },
          ...more,
        },
      ],
      new Date(),
    ),
  );
  await deliverDue(db, { ...DELIVERY, mail: mailbox.mail, pagerDutyUrl: `${receiver.url}/pagerduty` });
  return opened!;
}

const bodyAt = (path: string) => receiver.received.find((one) => one.path === path)?.body ?? "";

describe("what is found among data of the demo", () => {
  it("says so to every channel, in what is seen first", async () => {
    const scn = await scene({ demo: ["refunds"] });
    const { simulated } = await find(scn);
    expect(simulated).toBe(true);
    const said = "Simulated data: Refunds moved";
    const slack = JSON.parse(bodyAt("/slack"));
    expect(slack.text).toContain(said);
    expect(slack.blocks[0].text.text).toBe(`🔴 ${said}`);
    const [attachment] = JSON.parse(bodyAt("/teams")).attachments;
    expect(attachment.content.fallbackText).toBe(said);
    expect(attachment.content.body[0].items[1].text).toBe(said);
    expect(JSON.parse(bodyAt("/pagerduty")).payload).toMatchObject({
      summary: said,
      custom_details: { Data: "simulated, from the demo" },
    });
    expect(JSON.parse(bodyAt("/webhook"))).toMatchObject({ simulated: true, title: "Refunds moved" });
    const source = mailbox.mails[0]?.source ?? "";
    expect(source).toMatch(/Simulated_data|Simulated data/);
    expect(source).toContain("simulated, from the demo");
  });

  it("says so on its page, in its post-mortem and in exports", async () => {
    const scn = await scene({ demo: ["refunds"] });
    const { incidentId } = await find(scn);
    const incident = await getIncident(scn.ctx, incidentId ?? "");
    expect(incident.simulated).toBe(true);
    expect(draftPostMortem(incident, { zone: "UTC", url: "" })).toContain("**Simulated data**");
    const [head, row] = (await exportIncidents(scn.ctx, {}, "csv")).split("\r\n");
    expect([head?.split(",").at(-1), row?.split(",").at(-1)]).toEqual(["simulated", "true"]);
  });

  it("is told apart from what people sent to the same project, each by the interactions that it is about", async () => {
    const scn = await scene({ demo: ["refunds"], real: ["support"] });
    const told = async (affected: string | null, key: string) =>
      (await find(scn, { affected, key, cause: { key, title: key, tell: true } })).simulated;
    expect(await told("feature=support", "of people")).toBe(false);
    expect(bodyAt("/webhook")).not.toContain("simulated");
    expect(await told("feature=refunds", "of the demo")).toBe(true);
    expect(await told("", "of both")).toBe(true);
    expect(await told(null, "of nobody knows which")).toBe(true);
  });

  it("and what people sent says nothing of it, nor does what is said of the store", async () => {
    const real = await scene({ real: ["refunds"] });
    const { simulated, incidentId } = await find(real);
    const incident = await getIncident(real.ctx, incidentId ?? "");
    expect([simulated, incident.simulated]).toEqual([false, false]);
    expect(draftPostMortem(incident, { zone: "UTC", url: "" })).not.toMatch(/simulated/i);
    expect(receiver.received.map(({ body }) => body).join()).not.toMatch(/simulated/i);
    expect(mailbox.mails[0]?.source).not.toMatch(/simulated/i);
    const demo = await scene({ demo: ["refunds"] });
    expect((await find(demo, { rule: "store" })).simulated).toBe(false);
  });

  it("is said of each message of a digest, once where all are", () => {
    const payload = (title: string, simulated: boolean): MessagePayload => ({
      type: "incident.opened",
      title,
      project: "shop",
      path: "/p/shop/incidents/1",
      at: "2026-05-01T10:20:30.000Z",
      ...(simulated && { simulated: true }),
    });
    const titleOf = (...of: boolean[]) => {
      const held = of.map((simulated, n) => ({ id: `${n}`, payload: payload(`m${n}`, simulated) }));
      const { title, points } = noticeOf(digestOf("shop", held, new Date()), "https://r.example");
      return [title, ...points.map(({ text }) => text.replace(/ \(.*/, ""))];
    };
    expect(titleOf(true, false)).toEqual(["2 more: Simulated data: m0, m1", "Simulated data: m0", "m1"]);
    expect(titleOf(true, true)).toEqual([
      "Simulated data: 2 more: m0, m1",
      "Simulated data: m0",
      "Simulated data: m1",
    ]);
    expect(titleOf(false, false)[0]).toBe("2 more: m0, m1");
  });
});
