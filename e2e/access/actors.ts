import { connect, type Sql } from "@/db/client";
import { inProject } from "@/db/tenant";
import { makeApiKey } from "@/lib/auth/api-key";
import { API_KEY_SCOPES } from "@/lib/auth/api-key-scopes";
import { hashPassword } from "@/lib/auth/password";
import { hashToken } from "@/lib/auth/secret-token";
import { saveMonitor } from "@/lib/monitors/save-monitor";
import { createBudget } from "@/lib/budgets/create-budget";
import { budgetInput } from "@/lib/budgets/testing";
import { type Context, ROLES } from "@/lib/context";
import { beginExperiment } from "@/lib/experiments/begin-experiment";
import { openFindings } from "@/lib/findings/open-findings";
import { pinTrace } from "@/lib/incidents/pin-trace";

export const PASSWORD = "a password for the matrix";

/** Whoever asks: what goes with each of their requests. */
export interface Actor {
  name: string;
  headers: Record<string, string>;
}

export const person = (name: string, cookie: string): Actor => ({ name, headers: { cookie } });

/** Signs in as browsers do. Gives the session cookie. */
export async function signInByHttp(url: string, email: string): Promise<string> {
  const asked = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const cookie = cookiesOf(asked);
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, email, password: PASSWORD, json: "true" }),
    redirect: "manual",
  });
  const session = cookiesOf(answer)
    .split("; ")
    .find((each) => each.startsWith("recount.session="));
  if (!session) throw new Error(`${email} could not sign in: ${answer.status} ${await answer.text()}`);
  return session;
}

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

/** Two projects with a person for each role in the first, an admin of the second, and keys of every scope. */
export async function makeActors(sql: Sql, url: string) {
  const passwordHash = await hashPassword(PASSWORD);
  const idOf = async (slug: string) => {
    const [made] = await sql<{ id: number }[]>`
      insert into projects (slug, name) values (${slug}, ${slug}) returning id`;
    return made?.id ?? 0;
  };
  const [own, other] = [await idOf("own"), await idOf("other")];
  const member = async (projectId: number, role: string, email: string) => {
    await sql`
      with made as (insert into users (email, name, password_hash) values (${email}, ${role}, ${passwordHash}) returning id)
      insert into memberships (project_id, user_id, role) select ${projectId}, id, ${role} from made`;
    return signInByHttp(url, email);
  };
  const people = new Map<string, Actor>();
  for (const role of ROLES) people.set(role, person(role, await member(own, role, `${role}@example.com`)));
  people.set("stranger", person("stranger", await member(other, "admin", "stranger@example.com")));
  // Past proxy.ts, which looks for a cookie, to what decides.
  people.set("nobody", person("nobody", "recount.session=forged"));

  const keys = new Map<string, Actor>();
  const key = async (name: string, projectId: number, scopes: readonly string[], usable = true) => {
    const { key: secret, hash } = makeApiKey();
    await sql`
      insert into api_keys (project_id, name, prefix, key_hash, scopes, revoked_at)
      values (${projectId}, ${`canary-key ${name}`}, 'canary-prefix', ${hash}, ${[...scopes]}::text[], ${usable ? null : new Date()})`;
    keys.set(name, { name, headers: { authorization: `Bearer ${secret}` } });
    return secret;
  };
  for (const scope of API_KEY_SCOPES) await key(scope, own, [scope]);
  await key("stranger", other, API_KEY_SCOPES);
  await key("revoked", own, API_KEY_SCOPES, false);
  keys.set("none", { name: "none", headers: {} });
  return { own, other, people, keys };
}

/** Puts the words into the project that nobody but some roles may find again. Gives what addresses need. */
export async function plantCanaries(sql: Sql, url: string, own: number, ingest: Actor) {
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(url + path, {
      method: "POST",
      headers: { ...ingest.headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { trace_ids?: string[] };
  };
  const { trace_ids: [traceId = ""] = [] } = await post("/api/v1/interactions", {
    ...{
      name: "question",
      feature: "canary-feature",
      session_id: "conversation",
      user_id: "canary-user",
      model: "gpt-4o-mini",
    },
    started_at: new Date(Date.now() - 2000).toISOString(),
    ended_at: new Date().toISOString(),
    prompt: { name: "canary-prompt", system: "canary-content of a prompt" },
    messages: [{ role: "user", content: "canary-content" }],
    output: "canary-content too",
  });
  const about = { trace_id: traceId, comment: "canary-comment", source: "user" };
  await post("/api/v1/scores", { ...about, name: "mood", value: "canary-category" });
  await post("/api/v1/scores", {
    ...{ session_id: "conversation", comment: "canary-comment", source: "user" },
    ...{ name: "good", value: 1 },
  });
  await sql`
    insert into invitations (project_id, email, role, token_hash, expires_at)
    values (${own}, 'canary-invited@example.com', 'admin', ${hashToken("open")}, now() + interval '1 day')`;
  await sql`
    insert into notification_channels (project_id, kind, name, url, shown_url, created_by)
    values (${own}, 'slack', 'canary-channel', 'https://hooks.example/x', 'hooks.example', 'test')`;
  return { traceId };
}

/** A budget of the project, as its admin would make it. */
export async function makeBudget(databaseUrl: string, projectId: number): Promise<number> {
  const sql = connect(databaseUrl, { role: "recount_app", max: 1 });
  try {
    return (await createBudget(systemContext(sql, projectId), budgetInput({ name: "canary-budget" }))).id;
  } finally {
    await sql.end();
  }
}

/** An incident of the project that keeps a copy of a trace. */
export async function makeIncident(databaseUrl: string, projectId: number, traceId: string): Promise<string> {
  const worker = connect(databaseUrl, { role: "recount_worker", max: 1 });
  const app = connect(databaseUrl, { role: "recount_app", max: 1 });
  try {
    const ctx = systemContext(app, projectId);
    const title = "canary-incident";
    const finding = {
      ...{ ruleId: 0, series: "", key: title, title, link: "/p/own/overview", detail: {}, affected: null },
      ...{ beganAtMs: Date.now(), cause: { key: title, title, tell: false } },
      level: "alert" as const,
    };
    const [opened] = await worker.begin((tx) =>
      openFindings(tx, ctx.project, "budget", [finding], new Date()),
    );
    const id = opened?.incidentId ?? "";
    await pinTrace(ctx, { id, traceId });
    return id;
  } finally {
    await Promise.all([worker.end(), app.end()]);
  }
}

const systemContext = (sql: Sql, projectId: number): Context => ({
  sql,
  project: { id: projectId, slug: "own", shardKeys: [1], retentionDays: 400 },
  actor: { kind: "system", name: "test" },
  now: () => new Date(),
});
/** The same for a monitor. */
export async function makeMonitor(databaseUrl: string, projectId: number): Promise<number> {
  const sql = connect(databaseUrl, { role: "recount_app", max: 1 });
  try {
    const project = { id: projectId, slug: "own", shardKeys: [1], retentionDays: 400 };
    const ctx = { sql, project, actor: { kind: "system", name: "test" }, now: () => new Date() } as const;
    return (await saveMonitor(ctx, null, { kind: "silence", name: "canary-monitor", of: "key" })).id;
  } finally {
    await sql.end();
  }
}

/** A call that was run again, with a word in its answer. */
export async function makeExperiment(
  databaseUrl: string,
  projectId: number,
  traceId: string,
): Promise<number> {
  const sql = connect(databaseUrl, { role: "recount_app", max: 1 });
  const project = { id: projectId, slug: "own", shardKeys: [1], retentionDays: 400 };
  const now = new Date();
  const ctx = { sql, project, actor: { kind: "system", name: "test" }, now: () => now } as const;
  const request = { model: "m", system: "canary-experiment", messages: [], tools: [], parameters: {} };
  try {
    return await inProject(sql, projectId, (tx) =>
      beginExperiment(tx, ctx, {
        kind: "rerun",
        traceId,
        spanId: "0000000000000001",
        calledAt: now.toISOString(),
        provider: { id: 1, name: "Models" },
        model: "m",
        calls: 1,
        asked: {
          request,
          changes: ["canary-experiment"],
          lost: [],
          name: "canary-experiment",
          recorded: { answer: null, model: "m", costUsd: null },
          whatIf: null,
        },
        estimatedNanoUsd: null,
      }),
    );
  } finally {
    await sql.end();
  }
}
