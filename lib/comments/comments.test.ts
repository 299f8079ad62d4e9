import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, makeProject, type TestDatabase } from "@/db/testing";
import type { Context } from "@/lib/context";
import { erase } from "@/lib/erasures/erase";
import { daysAgo, newId, noonOf, World } from "@/lib/erasures/world.testing";
import { addChannel } from "@/lib/notify/channels";
import { deliverDue, DELIVERY, startMailbox } from "@/lib/notify/testing";
import { dropOld } from "@/lib/retention/drop-old";
import { auditOf, makeMember } from "@/lib/users/testing";

import { changeComment } from "./change-comment";
import { listComments } from "./list-comments";
import { countMentions, listMentions, seeMentions } from "./mentions-of-me";
import { writeComment } from "./write-comment";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const SPAN = "00f067aa0ba902b7";

async function scene(days = 0) {
  const project = await makeProject(db.owner, { retentionDays: 30 });
  const world = new World(db, project);
  const day = daysAgo(days);
  const add = async (answer = "an answer for Ada Lovelace") => {
    const traceId = newId(16);
    await world.write([
      { traceId, spanId: SPAN, kind: "llm", name: "answer", startedAtNs: noonOf(day), outputValue: answer },
    ]);
    await world.derive();
    return traceId;
  };
  const named = async (role: "engineer" | "admin" | "compliance" | "manager", name: string) => {
    const { person, ctx } = await makeMember(db, project, role);
    await db.owner`update users set name = ${name} where id = ${person.id}`;
    return { id: person.id, email: person.email, ctx: { ...ctx, actor: { ...ctx.actor, name } } as Context };
  };
  const ann = await named("engineer", "Ann");
  return { project, world, day, add, named, ann, traceId: await add() };
}

const texts = async (ctx: Context, traceId: string) =>
  (await listComments(ctx, traceId)).comments.map(({ text }) => text);

describe("a comment", () => {
  it("stands on a trace, a span or a passage, in order, with who wrote it", async () => {
    const { ann, named, traceId } = await scene();
    const bob = await named("admin", "Bob");
    await writeComment(ann.ctx, { traceIds: [traceId], text: " why **so** slow? " });
    await writeComment(bob.ctx, {
      traceIds: [traceId],
      spanId: SPAN,
      quote: { text: "for Ada", before: "an answer " },
      text: "not her",
    });
    expect((await listComments(ann.ctx, traceId)).comments).toMatchObject([
      { spanId: null, quote: null, text: "why **so** slow?", author: "Ann", isOwn: true, resolved: null },
      {
        spanId: SPAN,
        quote: { text: "for Ada", before: "an answer " },
        text: "not her",
        author: "Bob",
        isOwn: false,
      },
    ]);
  });

  it("is of a trace and a span that there are, in this project", async () => {
    const { ann, traceId } = await scene();
    const other = await scene();
    const write = (input: object) => writeComment(ann.ctx, { traceIds: [traceId], text: "x", ...input });
    await expect(write({ traceIds: [newId(16)] })).rejects.toMatchObject({ code: "not_found" });
    await expect(write({ traceIds: [other.traceId] })).rejects.toMatchObject({ code: "not_found" });
    await expect(write({ spanId: newId(8) })).rejects.toMatchObject({ code: "not_found" });
    await expect(write({ text: "  " })).rejects.toMatchObject({ code: "bad_request" });
    await expect(write({ quote: { text: "a", before: "" } })).rejects.toMatchObject({ code: "bad_request" });
    const two = [traceId, other.traceId];
    await expect(write({ traceIds: two, spanId: SPAN })).rejects.toMatchObject({ code: "bad_request" });
    expect(await texts(ann.ctx, traceId)).toEqual([]);
  });

  it("on several traces is written once on each, or on none", async () => {
    const { ann, add, traceId } = await scene();
    const second = await add();
    const { ids } = await writeComment(ann.ctx, { traceIds: [second, traceId, second], text: "the same" });
    expect(ids).toHaveLength(2);
    for (const id of [traceId, second]) expect(await texts(ann.ctx, id)).toEqual(["the same"]);
    await expect(
      writeComment(ann.ctx, { traceIds: [traceId, newId(16)], text: "half" }),
    ).rejects.toMatchObject({ code: "not_found" });
    expect(await texts(ann.ctx, traceId)).toEqual(["the same"]);
  });

  it("is changed by who wrote it and by admins, resolved by everybody who comments", async () => {
    const { ann, named, traceId, project } = await scene();
    const [eve, admin] = [await named("engineer", "Eve"), await named("admin", "Root")];
    const {
      ids: [id = ""],
    } = await writeComment(ann.ctx, { traceIds: [traceId], text: "first" });
    for (const change of ["edit", "delete"] as const)
      await expect(changeComment(eve.ctx, { id, change, text: "mine" })).rejects.toMatchObject({
        code: "forbidden",
      });
    await changeComment(ann.ctx, { id, change: "edit", text: "second" });
    await changeComment(eve.ctx, { id, change: "resolve" });
    await expect(changeComment(ann.ctx, { id, change: "resolve" })).rejects.toMatchObject({
      code: "conflict",
    });
    expect((await listComments(ann.ctx, traceId)).comments).toMatchObject([
      { text: "second", edited: { by: "Ann" }, resolved: { by: "Eve" } },
    ]);
    await changeComment(ann.ctx, { id, change: "reopen" });
    await changeComment(admin.ctx, { id, change: "edit", text: "third" });
    await changeComment(admin.ctx, { id, change: "delete" });
    await expect(changeComment(ann.ctx, { id, change: "reopen" })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await auditOf(db, project)).toEqual(
      ["written", "edited", "resolved", "reopened", "edited", "deleted"].map(
        (deed) => `comment.${deed} ${traceId}`,
      ),
    );
    const [log] = await db.owner<{ log: string }[]>`
      select string_agg(detail::text, '') as log from audit_log where project_id = ${project.id}`;
    expect(log?.log).not.toMatch(/first|second|third/);
  });

  it("is read by who reads content, and written by engineers and admins", async () => {
    const { ann, named, traceId } = await scene();
    await writeComment(ann.ctx, { traceIds: [traceId], text: "secret" });
    const [compliance, manager] = [await named("compliance", "Cleo"), await named("manager", "Max")];
    expect(await texts(compliance.ctx, traceId)).toEqual(["secret"]);
    await expect(listComments(manager.ctx, traceId)).rejects.toMatchObject({ code: "forbidden" });
    await expect(listMentions(manager.ctx)).rejects.toMatchObject({ code: "forbidden" });
    for (const { ctx } of [compliance, manager])
      await expect(writeComment(ctx, { traceIds: [traceId], text: "x" })).rejects.toMatchObject({
        code: "forbidden",
      });
  });
});

describe("a mention", () => {
  it("tells who may read it, in the app, until it is looked at", async () => {
    const { ann, named, traceId } = await scene();
    const [bob, max] = [await named("compliance", "Bob Ray"), await named("manager", "Max")];
    const text = "@bob ray and @Max and @Ann: look";
    const {
      ids: [id = ""],
    } = await writeComment(ann.ctx, { traceIds: [traceId], spanId: SPAN, text });
    const { comments, people } = await listComments(ann.ctx, traceId);
    expect(comments).toMatchObject([{ told: ["Bob Ray"] }]);
    expect(people.map(({ handle }) => handle)).toEqual(["Ann", "Bob Ray"]);
    expect(await countMentions(bob.ctx)).toBe(1);
    expect(await countMentions(ann.ctx)).toBe(0);
    expect(await countMentions(max.ctx)).toBe(0);
    expect(await listMentions(bob.ctx)).toMatchObject([
      { commentId: id, traceId, spanId: SPAN, author: "Ann", text, seen: false, resolved: false },
    ]);
    await seeMentions(bob.ctx);
    expect(await countMentions(bob.ctx)).toBe(0);
    // What was looked at stays so when the words change; who is named no more is not told any more.
    await changeComment(ann.ctx, { id, change: "edit", text: "@Bob Ray please" });
    expect(await listMentions(bob.ctx)).toMatchObject([{ seen: true }]);
    await changeComment(ann.ctx, { id, change: "edit", text: "nobody" });
    expect(await listMentions(bob.ctx)).toEqual([]);
  });

  it("goes by mail to whom it names alone, without what was said, where the project has a channel of e-mail", async () => {
    const mailbox = await startMailbox();
    try {
      const { ann, named, traceId, add } = await scene();
      const [bob, admin] = [await named("engineer", "Bob"), await named("admin", "Root")];
      const write = (text: string, traceIds = [traceId]) => writeComment(ann.ctx, { traceIds, text });
      const deliver = () => deliverDue(db, { ...DELIVERY, mail: mailbox.mail });
      await write("@Bob before there is a channel");
      await addChannel(admin.ctx, { kind: "email", name: "Team", recipients: "team@example.org" });
      const {
        ids: [id = ""],
      } = await write("@Bob the passport number", [traceId, await add()]);
      await deliver();
      expect(mailbox.mails.map(({ to }) => to)).toEqual([[bob.email]]);
      const source = mailbox.mails[0]?.source.replaceAll("=\r\n", "") ?? "";
      expect(source).toContain("Ann mentioned Bob in a comment");
      expect(source).toContain(`/traces/${traceId}?comment`);
      expect(source).not.toContain("passport");
      await changeComment(ann.ctx, { id, change: "edit", text: "@Bob again" });
      await deliver();
      expect(mailbox.mails).toHaveLength(1);
    } finally {
      await mailbox.close();
    }
  });
});

describe("comments are content", () => {
  it("an erased trace takes them along, and says that something was erased", async () => {
    const { ann, named, traceId, world } = await scene();
    const bob = await named("engineer", "Bob");
    await writeComment(ann.ctx, { traceIds: [traceId], text: "@Bob about Ada" });
    expect(await erase(world.ctx, { traces: [traceId] })).toMatchObject({ traces: 1 });
    expect(await texts(ann.ctx, traceId)).toEqual([]);
    expect(await listMentions(bob.ctx)).toEqual([]);
    expect((await world.read(traceId)).erased_at).toBeDefined();
    // Also what is written afterwards.
    await writeComment(ann.ctx, { traceIds: [traceId], text: "it was about Ada" });
    expect(await erase(world.ctx, { traces: [traceId] })).toMatchObject({ traces: 1 });
    expect(await texts(ann.ctx, traceId)).toEqual([]);
  });

  it("an erased text is blackened in them and in what they quote, also where a part of it was quoted", async () => {
    const { ann, traceId, world, add, day } = await scene();
    const elsewhere = await add("nothing of the kind");
    const quote = (id: string, text: string) =>
      writeComment(ann.ctx, {
        traceIds: [id],
        spanId: SPAN,
        quote: { text, before: "an answer " },
        text: "this is Ada Lovelace, is it not",
      });
    await quote(traceId, "for Ada Lovelace");
    await quote(traceId, "Love");
    await quote(elsewhere, "kind");
    await erase(world.ctx, { text: "Ada Lovelace", from: day, to: day });
    const { comments } = await listComments(ann.ctx, traceId);
    expect(comments.map((one) => one.quote?.text)).toEqual(["for ████████████", "████"]);
    expect(comments.map(({ text }) => text)).not.toContainEqual(expect.stringContaining("Ada"));
    const [other] = (await listComments(ann.ctx, elsewhere)).comments;
    expect(other?.quote).toEqual({ text: "kind", before: "an answer " });
    expect(other?.text).not.toContain("Ada");
  });

  it("they go with the last day of their trace, unless an incident keeps it", async () => {
    const old = await scene(20);
    const kept = await old.add();
    const young = await scene(1);
    await writeComment(old.ann.ctx, { traceIds: [old.traceId, kept], text: "old" });
    await writeComment(young.ann.ctx, { traceIds: [young.traceId], text: "young" });
    const [incident] = await db.owner<{ id: string }[]>`
      insert into incidents (project_id, severity, title, link, cause_key, began_at, opened_at)
      values (${old.project.id}, 'alert', 'x', '/', 'x', now(), now()) returning id::text`;
    await db.owner`
      insert into incident_traces (project_id, incident_id, trace_id, role, started_at, document, pinned_at)
      values (${old.project.id}, ${incident?.id ?? ""}, ${kept}::uuid, 'affected', now() - interval '20 days', ''::bytea, now())`;
    await db.owner`update projects set retention_days = 10 where id in (${old.project.id}, ${young.project.id})`;
    await dropOld(db.worker, new Date());
    expect(await texts(old.ann.ctx, old.traceId)).toEqual([]);
    expect(await texts(old.ann.ctx, kept)).toEqual(["old"]);
    expect(await texts(young.ann.ctx, young.traceId)).toEqual(["young"]);
    await db.owner`delete from incident_traces where trace_id = ${kept}::uuid`;
    await dropOld(db.worker, new Date());
    expect(await texts(old.ann.ctx, kept)).toEqual([]);
  });
});
