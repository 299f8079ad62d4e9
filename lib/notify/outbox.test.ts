import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Context } from "@/lib/context";
import { enqueueIncident } from "@/lib/findings/enqueue-incident";
import { openFindings } from "@/lib/findings/open-findings";
import { resolveFindings } from "@/lib/findings/resolve-findings";
import { changeIncident } from "@/lib/incidents/change-incident";
import { auditOf, makeMember } from "@/lib/users/testing";

import { addChannel, changeChannel, listChannels, pauseChannel } from "./channels";
import { resumeDeliveries } from "./deliver";
import { DELIVERY_ATTEMPTS, enqueueFor } from "./enqueue";
import { getDelivery } from "./get-delivery";
import { mayBeSent } from "./hold";
import { exportDeliveries, listDeliveries } from "./list-deliveries";
import { sendAgain } from "./send-again";
import { sendTest } from "./send-test";
import { DELIVERY, deliverDue, passHour, passTime, startMailbox, startReceiver } from "./testing";

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
  mailbox.mails.length = receiver.received.length = receiver.answers.length = 0;
});

const options = () => ({ ...DELIVERY, mail: mailbox.mail, pagerDutyUrl: `${receiver.url}/pagerduty` });
const deliver = () => deliverDue(db, options());
const bodies = () => receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
const titles = () => bodies().map(({ title }) => title);

async function scene() {
  const project = await makeProject(db.owner);
  const { ctx } = await makeMember(db, project, "admin");
  return { project, ctx };
}

type Scene = Awaited<ReturnType<typeof scene>>;

let found = 0;
/** A finding of a cause, which opens an incident or joins the one of its cause. */
async function find(
  { project }: Scene,
  cause: string,
  level: "warning" | "alert" = "alert",
  detail: object = { sparkline: [1, 2, 3, 9] },
) {
  const now = new Date();
  const key = `k${++found}`;
  const opened = await db.worker.begin((tx) =>
    openFindings(
      tx,
      project,
      "drift",
      [
        {
          ruleId: 0,
          series: cause,
          key,
          level,
          title: `${cause} moved`,
          link: `/p/${project.slug}/drift`,
          detail,
          affected: null,
          beganAtMs: now.getTime() - 60_000,
          cause: { key: cause, title: cause, tell: true },
        },
      ],
      now,
    ),
  );
  const [first] = opened;
  return { findingId: first?.id ?? "", incidentId: first?.incidentId ?? "" };
}

const end = ({ project }: Scene, findingId: string) =>
  db.worker.begin((tx) => resolveFindings(tx, project, [{ id: findingId, why: "It is back." }], new Date()));

const webhook = (ctx: Context, more: object = {}) =>
  addChannel(ctx, { kind: "webhook", name: "Hook", url: `${receiver.url}/hook`, ...more });

/** A channel that has had its messages of this hour but for so many. */
async function withRoomFor(scn: Scene, room: number, more: object = {}) {
  const { id } = await webhook(scn.ctx, { hourlyLimit: 5, ...more });
  for (let sent = 0; sent < 5 - room; sent++) await find(scn, `before ${sent} ${id}`);
  await deliver();
  receiver.received.length = 0;
  return id;
}

describe("a channel by e-mail", () => {
  it("gets one mail for all recipients, in text and HTML, under an id that stays", async () => {
    const scn = await scene();
    await addChannel(scn.ctx, {
      kind: "email",
      name: "Team",
      recipients: "ann@example.org, bob@example.org",
    });
    const { incidentId } = await find(scn, "latency");
    await deliver();
    expect(mailbox.mails).toHaveLength(1);
    const { from, to, source, user } = mailbox.mails[0]!;
    expect([from, to, user]).toEqual([
      "recount@example.org",
      ["ann@example.org", "bob@example.org"],
      "recount",
    ]);
    const [delivery] = await listDeliveries(scn.ctx);
    expect(delivery).toMatchObject({ state: "delivered", status: 250, answer: "250 taken", error: null });
    expect(source).toContain(`Message-ID: <${delivery?.id}@recount.example>`);
    expect(source).toContain(`X-Recount-Delivery: ${delivery?.id}`);
    expect(source).toContain("Auto-Submitted: auto-generated");
    expect(source).toMatch(/Content-Type: multipart\/alternative/);
    expect(source).toContain("Content-Type: text/plain");
    expect(source).toContain("Content-Type: text/html");
    expect(source).toContain(`/p/${scn.project.slug}/incidents/${incidentId}`);
  });

  const COURSE = {
    name: "p95 latency <of> “refunds”",
    from: "2026-05-01T00:00:00.000Z",
    step_ms: 3_600_000,
    values: [1, 2, null, 9],
    expected: { low: 1, high: 2, words: "usually 1 s to 2 s" },
  };

  it("has a picture of the course within it, with words in its place, until it is over", async () => {
    const scn = await scene();
    await addChannel(scn.ctx, { kind: "email", name: "Team", recipients: "ann@example.org" });
    await webhook(scn.ctx);
    const { findingId } = await find(scn, "latency", "alert", { sparkline: [1, 2, 9], course: COURSE });
    await deliver();
    const { source } = mailbox.mails[0]!;
    expect(source).toMatch(/Content-Type: multipart\/related/);
    const [, cid] = /Content-Id: <(.+)>/i.exec(source) ?? [];
    const text = source.replaceAll(/=\r\n/g, "");
    expect(text).toContain(`src=3D"cid:${cid}"`);
    expect(text).toMatch(
      /alt=3D"p95 latency &lt;of&gt; .* from 2026-05-01 00:00 UTC to 2026-05-01 03:00 UTC, usually 1 s/,
    );
    expect(text).not.toMatch(/https?:[^"]*\.(png|svg)/);
    const [, encoded = ""] = /Content-Type: image\/png[\s\S]*?\r\n\r\n([\s\S]+?)\r\n--/.exec(source) ?? [];
    expect(source).toMatch(/Content-Disposition: inline/);
    expect(Buffer.from(encoded, "base64").toString("latin1", 1, 4)).toBe("PNG");
    expect(bodies()[0]?.["course"]).toMatchObject({ ...COURSE, found_at: expect.any(String) as unknown });
    await end(scn, findingId);
    await deliver();
    expect(mailbox.mails[1]?.source).not.toContain("image/png");
    expect(bodies()[1]).not.toHaveProperty("course");
  });

  it("comes without a picture when none can be made", async () => {
    const { project, ctx } = await scene();
    const { id } = await addChannel(ctx, { kind: "email", name: "Team", recipients: "ann@example.org" });
    await db.worker.begin((tx) =>
      enqueueFor(tx, {
        projectId: project.id,
        channelId: id,
        kind: "incident.opened",
        payload: {
          type: "incident.opened",
          title: "Latency",
          project: project.slug,
          path: "/",
          at: new Date().toISOString(),
          sparkline: [1, 2],
          course: { ...COURSE, from: "never", began_at: "", found_at: "" },
        },
        now: new Date(),
      }),
    );
    await deliver();
    expect(await listDeliveries(ctx)).toMatchObject([{ state: "delivered", attempts: 1 }]);
    expect(mailbox.mails[0]?.source).not.toContain("image/png");
    expect(mailbox.mails[0]?.source).not.toContain("<img");
  });

  it("says whom the server refused, and tries again when it takes nobody", async () => {
    const { ctx } = await scene();
    const { id } = await addChannel(ctx, {
      kind: "email",
      name: "Team",
      recipients: "ann@example.org nobody@example.org",
    });
    await sendTest(ctx, { id });
    await deliver();
    expect((await listDeliveries(ctx))[0]).toMatchObject({
      state: "delivered",
      error: "Refused for nobody@example.org.",
    });
    await changeChannel(ctx, { id, kind: "email", name: "Team", recipients: ["nobody@example.org"] });
    await sendTest(ctx, { id });
    await deliver();
    expect((await listDeliveries(ctx))[0]).toMatchObject({ state: "waiting", status: 550 });
    const { mail } = mailbox;
    const wrong = { ...mail, url: mail.url.replace("right", "s3cret") };
    await deliverDue(db, { ...options(), mail: wrong });
    await passTime(db);
    await deliverDue(db, { ...options(), mail: wrong });
    const [refused] = await listDeliveries(ctx);
    expect(refused?.error).toContain("Invalid login");
    expect(JSON.stringify(refused)).not.toContain("s3cret");
    await db.owner`delete from graphile_worker._private_jobs`;
  });

  it("is not added where the instance sends no mail, nor without an address", async () => {
    const { ctx } = await scene();
    const input = { kind: "email", name: "x", recipients: "ann@example.org" } as const;
    await expect(addChannel(ctx, input, { mail: false })).rejects.toMatchObject({
      details: [{ path: "kind" }],
    });
    for (const recipients of [
      "",
      "ann",
      "ann@example.org, b@",
      Array(21)
        .fill(0)
        .map((_, n) => `a${n}@example.org`),
    ])
      await expect(addChannel(ctx, { ...input, recipients })).rejects.toMatchObject({
        details: [{ path: "recipients" }],
      });
  });
});

describe("other kinds", () => {
  it("PagerDuty has one incident, triggered and resolved under one key, which is never shown", async () => {
    const scn = await scene();
    const routingKey = "R0UT1NGKEY0123456789abcdefABCDEF";
    await addChannel(scn.ctx, { kind: "pagerduty", name: "Pager", routingKey });
    const { findingId, incidentId } = await find(scn, "errors", "warning");
    await deliver();
    await find(scn, "errors", "alert");
    await deliver();
    await end(scn, findingId);
    await changeIncident(scn.ctx, { id: incidentId, change: "resolve", resolution: "Rolled back." });
    await deliver();
    expect(receiver.received.map(({ path }) => path)).toEqual(Array(3).fill("/pagerduty"));
    const key = `recount ${scn.project.slug} incident ${incidentId}`;
    expect(bodies()).toMatchObject([
      { event_action: "trigger", dedup_key: key, routing_key: routingKey, payload: { severity: "warning" } },
      { event_action: "trigger", dedup_key: key, payload: { severity: "critical" } },
      { event_action: "resolve", dedup_key: key },
    ]);
    const [last] = await listDeliveries(scn.ctx);
    const shown = [
      await listChannels(scn.ctx),
      await getDelivery(scn.ctx, { id: last?.id ?? "" }, DELIVERY.publicUrl),
      await exportDeliveries(scn.ctx),
      await db.owner`select detail from audit_log where project_id = ${scn.project.id}`,
    ];
    expect(JSON.stringify(shown)).not.toContain(routingKey);
    expect(shown[1]).toMatchObject({ body: expect.stringContaining("•••") as unknown });
  });

  it("Teams gets a card", async () => {
    const { ctx } = await scene();
    const { id } = await addChannel(ctx, {
      kind: "teams",
      name: "Room",
      url: `${receiver.url}/flow?sig=abc`,
    });
    await sendTest(ctx, { id });
    await deliver();
    expect(receiver.received[0]?.path).toBe("/flow?sig=abc");
    expect(bodies()).toMatchObject([
      {
        type: "message",
        attachments: [{ contentType: "application/vnd.microsoft.card.adaptive" }],
      },
    ]);
  });

  it("an incident's course is drawn when its finding has one", async () => {
    const scn = await scene();
    await webhook(scn.ctx);
    await find(scn, "latency");
    await deliver();
    expect(bodies()).toMatchObject([{ type: "incident.opened", sparkline: [1, 2, 3, 9] }]);
    expect(bodies()[0]).not.toHaveProperty("sparkline_unit");
  });

  it("every channel is told the likeliest cause, or that there is none, and in which unit a course is", async () => {
    const scn = await scene();
    await webhook(scn.ctx);
    for (const kind of ["slack", "teams"] as const)
      await addChannel(scn.ctx, { kind, name: kind, url: `${receiver.url}/${kind}` });
    await addChannel(scn.ctx, {
      kind: "pagerduty",
      name: "P",
      routingKey: "R0UT1NGKEY0123456789abcdefABCDEF",
    });
    await addChannel(scn.ctx, { kind: "email", name: "Team", recipients: "ann@example.org" });
    const course = {
      name: "p90",
      from: new Date().toISOString(),
      step_ms: 1,
      values: [1, 2],
      expected: null,
    };
    const told = async (cause: string, candidates: object[] | undefined) => {
      receiver.received.length = mailbox.mails.length = 0;
      await find(scn, cause, "alert", {
        sparkline: [1, 2],
        unit: "ns",
        course,
        ...(candidates && { candidates }),
      });
      await deliver();
      const mail = mailbox.mails[0]!.source.replaceAll("=\r\n", "");
      return [...receiver.received.map(({ body }) => body), ...mail.split("Content-Type: text/html")];
    };
    const hook = () => JSON.parse(receiver.received.find(({ path }) => path === "/hook")!.body) as object;
    const named = await told("latency", [
      { sentence: "Release 2 came as it began." },
      { sentence: "Or this." },
    ]);
    expect(named).toHaveLength(6);
    for (const text of named) expect(text).toContain("Release 2 came as it began.");
    expect(named.join()).not.toContain("Or this.");
    expect(hook()).toMatchObject({
      findings: [{ cause: "Release 2 came as it began." }],
      sparkline_unit: "ns",
      course: { unit: "ns" },
    });
    const none = await told("failures", []);
    expect(hook()).toMatchObject({ findings: [{ cause: null }] });
    for (const text of none.filter((body) => !body.includes('"cause":null')))
      expect(text).toContain("No candidate for a cause");
    for (const text of await told("a level", undefined)) expect(text).not.toMatch(/cause/);
  });
});

describe("routing", () => {
  it("tells a channel of its topics and severities, and of the end of what it was told of", async () => {
    const scn = await scene();
    await webhook(scn.ctx, { severity: "alert", name: "alerts", url: `${receiver.url}/alerts` });
    await webhook(scn.ctx, { name: "budgets", topics: ["budgets"], url: `${receiver.url}/budgets` });
    const all = await webhook(scn.ctx, { name: "all", url: `${receiver.url}/all` });
    // Monitors name channels: two of one name would not be told apart.
    await expect(webhook(scn.ctx, { name: "alerts" })).rejects.toMatchObject({ code: "conflict" });
    const renamed = { id: all.id, kind: "webhook" as const, name: "alerts" };
    await expect(changeChannel(scn.ctx, renamed)).rejects.toMatchObject({ code: "conflict" });
    await changeChannel(scn.ctx, { ...renamed, name: "all" });
    await find(scn, "mild", "warning");
    const grave = await find(scn, "grave", "alert");
    await deliver();
    const told = () =>
      receiver.received.map(({ path, body }) => `${path} ${JSON.parse(body).title}`).toSorted();
    expect(told()).toEqual(["/alerts grave", "/all grave", "/all mild"]);
    receiver.received.length = 0;
    await changeIncident(scn.ctx, { id: grave.incidentId, change: "severity", severity: "warning" });
    await end(scn, grave.findingId);
    await deliver();
    expect(told()).toEqual(["/alerts Resolved: grave", "/all Resolved: grave"]);
  });

  it("is changed and paused by admins, keeps what is not given anew, and the audit log says so", async () => {
    const { project, ctx } = await scene();
    const { ctx: engineer } = await makeMember(db, project, "engineer");
    const { id } = await webhook(ctx, { url: `${receiver.url}/first?token=t0ken` });
    const change = { id, kind: "webhook", name: "Renamed", severity: "alert", hourlyLimit: 50 } as const;
    await expect(changeChannel(engineer, change)).rejects.toMatchObject({ code: "forbidden" });
    await expect(pauseChannel(engineer, { id, paused: true })).rejects.toMatchObject({ code: "forbidden" });
    await changeChannel(ctx, change);
    await sendTest(ctx, { id });
    await deliver();
    expect(receiver.received[0]?.path).toBe("/first?token=t0ken");
    await changeChannel(ctx, { ...change, url: `${receiver.url}/second` });
    await pauseChannel(ctx, { id, paused: true });
    // A test goes out nevertheless.
    await sendTest(ctx, { id });
    await deliver();
    expect(receiver.received[1]?.path).toBe("/second");
    expect(await listChannels(ctx)).toMatchObject([{ name: "Renamed", severity: "alert", hourlyLimit: 50 }]);
    await expect(changeChannel(ctx, { ...change, kind: "slack" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(changeChannel(ctx, { ...change, hourlyLimit: 4 })).rejects.toMatchObject({
      code: "bad_request",
    });
    expect((await auditOf(db, project)).filter((entry) => !entry.startsWith("channel.tested"))).toEqual([
      "channel.added Hook",
      "channel.changed Renamed",
      "channel.changed Renamed",
      "channel.paused Renamed",
    ]);
    const log = await db.owner`select detail from audit_log where project_id = ${project.id}`;
    expect(JSON.stringify(log)).not.toContain("t0ken");
  });
});

describe("more than a channel's limit", () => {
  it("is gathered into one message that tells each of them, once there is room", async () => {
    const scn = await scene();
    await withRoomFor(scn, 2);
    for (let n = 0; n < 6; n++) await find(scn, `cause ${n}`);
    await deliver();
    expect(titles()).toEqual(["cause 0", "cause 1"]);
    await deliver();
    expect(receiver.received).toHaveLength(2);
    receiver.received.length = 0;
    await passHour(db);
    await deliver();
    expect(titles()).toEqual(["4 more: cause 2, cause 3, cause 4, …"]);
    expect(bodies()[0]?.["messages"]).toMatchObject([2, 3, 4, 5].map((n) => ({ title: `cause ${n}` })));
    const rows = await listDeliveries(scn.ctx);
    const digest = rows.find(({ kind }) => kind === "digest");
    expect(receiver.received[0]?.headers["x-recount-delivery"]).toBe(digest?.id);
    expect(rows.filter(({ state }) => state === "gathered").map(({ toldIn }) => toldIn)).toEqual(
      Array(4).fill(digest?.id),
    );
    expect(rows.some(({ state }) => state === "waiting")).toBe(false);
  });

  it("a single one is told as it is", async () => {
    const scn = await scene();
    await withRoomFor(scn, 0);
    await find(scn, "alone");
    await deliver();
    expect(titles()).toEqual([]);
    await passHour(db);
    await deliver();
    expect(titles()).toEqual(["alone"]);
  });

  it("what is over before it was told is not told, and what was told is ended", async () => {
    const scn = await scene();
    await withRoomFor(scn, 1);
    const told = await find(scn, "told", "warning");
    await deliver();
    const untold = await find(scn, "untold");
    await find(scn, "stays");
    await find(scn, "told", "alert");
    await deliver();
    await end(scn, untold.findingId);
    await changeIncident(scn.ctx, { id: told.incidentId, change: "resolve", resolution: "Over." });
    await deliver();
    receiver.received.length = 0;
    await passHour(db);
    await deliver();
    expect(bodies()[0]?.["messages"]).toMatchObject([{ title: "stays" }, { title: "Resolved: told" }]);
    expect(receiver.received).toHaveLength(1);
    const cancelled = await listDeliveries(scn.ctx, 50, { state: "cancelled" });
    expect(cancelled.map(({ title }) => title).toSorted()).toEqual([
      "Now an alert: told",
      "Resolved: untold",
      "untold",
    ]);
  });

  it("PagerDuty is told of an end at once", async () => {
    const scn = await scene();
    await addChannel(scn.ctx, {
      kind: "pagerduty",
      name: "Pager",
      routingKey: "k".repeat(32),
      hourlyLimit: 5,
    });
    const first = await find(scn, "cause 0");
    for (let n = 1; n < 7; n++) await find(scn, `cause ${n}`);
    await deliver();
    expect(receiver.received).toHaveLength(5);
    await end(scn, first.findingId);
    await deliver();
    expect(bodies().at(-1)).toMatchObject({ event_action: "resolve" });
    await passHour(db);
    await deliver();
    expect(bodies().at(-1)).toMatchObject({
      event_action: "trigger",
      payload: { summary: "2 more: cause 5, cause 6", class: "digest" },
    });
  });
});

describe("a paused channel", () => {
  it("keeps its messages, and tells what still holds when it goes on", async () => {
    const scn = await scene();
    const { id } = await webhook(scn.ctx);
    await pauseChannel(scn.ctx, { id, paused: true });
    const over = await find(scn, "over");
    await find(scn, "lasts");
    await deliver();
    await end(scn, over.findingId);
    await deliver();
    // A worker that starts meanwhile sends nothing either.
    await resumeDeliveries(db.worker);
    await deliver();
    expect(receiver.received).toEqual([]);
    await pauseChannel(scn.ctx, { id, paused: false });
    await deliver();
    expect(titles()).toEqual(["lasts"]);
  });
});

describe("exactly once", () => {
  it("messages of one incident are received in order, whatever fails", async () => {
    const scn = await scene();
    await webhook(scn.ctx);
    const { findingId } = await find(scn, "latency");
    receiver.answers.push(500);
    await deliver();
    await end(scn, findingId);
    await deliver();
    expect(receiver.received).toHaveLength(1);
    await passTime(db);
    await deliver();
    expect(titles()).toEqual(["latency", "latency", "Resolved: latency"]);
  });

  it("a change is told once, however often it is found; each later change is told again", async () => {
    const scn = await scene();
    await webhook(scn.ctx);
    const { incidentId, findingId } = await find(scn, "latency");
    await end(scn, findingId);
    await end(scn, findingId);
    await changeIncident(scn.ctx, { id: incidentId, change: "reopen", reason: "It is not." });
    await changeIncident(scn.ctx, { id: incidentId, change: "resolve", resolution: "Now it is." });
    await deliver();
    expect(titles()).toEqual(["latency", "Resolved: latency", "Opened again: latency", "Resolved: latency"]);
    expect(new Set(receiver.received.map(({ headers }) => headers["x-recount-delivery"])).size).toBe(4);
  });

  it("two workers that tell of one change at once, or one that does so again, tell it once", async () => {
    const scn = await scene();
    await webhook(scn.ctx);
    const { incidentId } = await find(scn, "latency");
    const again = () =>
      db.worker.begin((tx) => enqueueIncident(tx, scn.project, incidentId, "incident.opened", new Date()));
    await Promise.all([again(), again()]);
    await deliver();
    expect(titles()).toEqual(["latency"]);
  });

  it("what a killed worker may have sent is sent under its id, not gathered, although there is no room", async () => {
    const scn = await scene();
    await withRoomFor(scn, 0);
    await find(scn, "sent perhaps");
    await find(scn, "not sent");
    await db.owner`
      update graphile_worker._private_jobs j set attempts = 1
      from notification_deliveries d
      where j.key = 'deliver ' || d.id and d.payload ->> 'title' = 'sent perhaps'`;
    await deliver();
    expect(titles()).toEqual(["sent perhaps"]);
    await db.owner`delete from graphile_worker._private_jobs`;
  });

  it("what is being sent is not gathered, although it was held when its worker was killed the first time", async () => {
    const scn = await scene();
    const channelId = await withRoomFor(scn, 0);
    await find(scn, "held");
    await find(scn, "held too");
    await deliver();
    const [held] = await db.owner<{ id: string; projectId: number; kind: string; subject: string }[]>`
      select id, project_id as "projectId", kind, subject from notification_deliveries
      where channel_id = ${channelId} and held_for = 'room' order by created_at limit 1`;
    // The worker that held it was killed before its job had ended: the next sends it, and is killed as well.
    const again = { ...held!, channelId, channelKind: "webhook" as const, attempts: 1 };
    expect(await db.worker.begin((tx) => mayBeSent(tx, again))).toBe(true);
    await passHour(db);
    await deliver();
    expect(titles()).toEqual(["held too"]);
    expect((await listDeliveries(scn.ctx)).find(({ id }) => id === held?.id)).toMatchObject({
      state: "waiting",
    });
  });

  it("what was sent by workers that were killed in every try is sent under its id when its job begins anew", async () => {
    const scn = await scene();
    await db.owner`update notification_deliveries set state = 'cancelled' where state = 'waiting'`;
    const channelId = await withRoomFor(scn, 1);
    await find(scn, "perhaps received");
    const [sent] = await db.owner<{ id: string; projectId: number; kind: string; subject: string }[]>`
      select id, project_id as "projectId", kind, subject from notification_deliveries
      where channel_id = ${channelId} and state = 'waiting'`;
    const first = { ...sent!, channelId, channelKind: "webhook" as const, attempts: 0 };
    expect(await db.worker.begin((tx) => mayBeSent(tx, first))).toBe(true);
    await db.owner`delete from graphile_worker._private_jobs`;
    await find(scn, "takes the room");
    await deliver();
    await find(scn, "has no room");
    await resumeDeliveries(db.worker);
    await deliver();
    expect(titles()).toEqual(["takes the room", "perhaps received"]);
    await db.owner`delete from graphile_worker._private_jobs`;
  });

  it("what may have been received keeps its id: it is neither gathered nor taken back", async () => {
    const scn = await scene();
    await withRoomFor(scn, 1);
    const { findingId } = await find(scn, "maybe");
    receiver.answers.push(500);
    await deliver();
    await find(scn, "takes the room");
    await deliver();
    await end(scn, findingId);
    await deliver();
    await passTime(db);
    await deliver();
    const ids = receiver.received
      .filter(({ body }) => JSON.parse(body).title === "maybe")
      .map(({ headers }) => headers["x-recount-delivery"]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it("what was given up is sent again under its id when somebody asks, and only that", async () => {
    const { project, ctx } = await scene();
    const { ctx: engineer } = await makeMember(db, project, "engineer");
    const { id } = await webhook(ctx);
    const { deliveryId } = await sendTest(ctx, { id });
    await expect(sendAgain(ctx, { id: deliveryId })).rejects.toMatchObject({ code: "conflict" });
    for (let attempt = 0; attempt < DELIVERY_ATTEMPTS; attempt++) {
      receiver.answers.push(503);
      await deliver();
      await passTime(db);
    }
    expect(await listDeliveries(ctx, 50, { state: "failed" })).toMatchObject([
      { id: deliveryId, status: 503 },
    ]);
    await expect(sendAgain(engineer, { id: deliveryId })).rejects.toMatchObject({ code: "forbidden" });
    await sendAgain(ctx, { id: deliveryId });
    await deliver();
    expect(await listDeliveries(ctx)).toMatchObject([{ id: deliveryId, state: "delivered", error: null }]);
    expect(new Set(receiver.received.map(({ headers }) => headers["x-recount-delivery"]))).toEqual(
      new Set([deliveryId]),
    );
    const { ctx: other } = await scene();
    await expect(sendAgain(other, { id: deliveryId })).rejects.toMatchObject({ code: "not_found" });
    await expect(getDelivery(other, { id: deliveryId }, "https://x")).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("a worker that was killed in the last try leaves a message that is sent after all", async () => {
    const { ctx } = await scene();
    const { id } = await webhook(ctx);
    await sendTest(ctx, { id });
    await db.owner`update graphile_worker._private_jobs set attempts = max_attempts`;
    await resumeDeliveries(db.worker);
    await deliver();
    expect((await listDeliveries(ctx))[0]).toMatchObject({ state: "delivered" });
  });
});
