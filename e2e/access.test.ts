import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ROLES, type Role } from "@/lib/context";
import { SECURITY_HEADERS } from "@/lib/http/security-headers";

import {
  type Actor,
  makeActors,
  makeBudget,
  makeExperiment,
  makeIncident,
  makeMonitor,
  PASSWORD,
  person,
  plantCanaries,
  signInByHttp,
} from "./access/actors";
import * as expected from "./access/expectations";
import { type Action, ACTION_NAMES, builtActions, filled, PAGES } from "./access/routes";
import { type Params, ROUTES, SERVER_ROUTES } from "./access/routes";
import { type FreshInstance, freshInstance } from "./fresh-instance";
import { until } from "./instance";

/**
 * Every route, page, endpoint and action, for every role and key of the project, of another one and of nobody. The lists of what
 * there is are made of the sources; whoever adds something says in expectations.ts who may use it, or this fails.
 */

let instance: FreshInstance;
let people: Map<string, Actor>;
let keys: Map<string, Actor>;
let params: Params;

beforeAll(async () => {
  instance = await freshInstance();
  const { sql, url, databaseUrl } = instance;
  const made = await makeActors(sql, url);
  ({ people, keys } = made);
  const { traceId } = await plantCanaries(sql, url, made.own, actor(keys, "ingest"));
  const [span] = await sql<{ id: string }[]>`
    select encode(span_id, 'hex') as id from spans where trace_id = ${traceId}::uuid and kind = 'llm'`;
  params = {
    ...{ project: "own", traceId, trace_id: traceId, spanId: span?.id ?? "", nextauth: "session" },
    ...{ sessionId: "conversation", session_id: "conversation", userId: "canary-user", token: "nothing" },
    ...{ call: "listTraces", page: "how-to/find-slow" },
    ...{ until: "1", provider_id: "1" },
    budgetId: String(await makeBudget(databaseUrl, made.own)),
    monitorId: String(await makeMonitor(databaseUrl, made.own)),
    experimentId: String(await makeExperiment(databaseUrl, made.own, traceId)),
  };
  await until(async () => {
    const listed = await askQuietly("GET", "/api/v1/traces?feature=canary-feature", actor(keys, "read"));
    return listed.text.includes(traceId);
  }, 50_000);
  const incidentId = await makeIncident(databaseUrl, made.own, traceId);
  params = { ...params, incidentId, incident_id: incidentId };
  await until(async () => {
    const listed = await askQuietly("GET", "/api/v1/prompts", actor(keys, "read"));
    const { data } = JSON.parse(listed.text) as { data: { prompt_id: string }[] };
    const promptId = data[0]?.prompt_id;
    if (promptId !== undefined) params = { ...params, promptId, prompt_id: promptId };
    return promptId !== undefined;
  }, 50_000);
});
afterAll(() => instance?.end());

const actor = (from: Map<string, Actor>, name: string): Actor => from.get(name) as Actor;
const isRole = (name: string): name is Role => (ROLES as readonly string[]).includes(name);

/** Of a page, whose scripts have a nonce, or of anything else, which has none. */
const POLICY =
  /^default-src ('self'; script-src 'self' 'nonce-[\w+/=]{24}' 'strict-dynamic';|'none';).*frame-ancestors 'none'$/;

interface Answer {
  status: number;
  text: string;
  location: string;
}

/** What gave somebody something of what was said, by the name of its pattern; filled as the walks go on. */
const gaveContent = new Set<string>();
/** Whose pattern is asked now. */
let walking = "";

/**
 * Asks, and holds that whoever was given something of what was said stands in the audit log before the answer has arrived, and that
 * nobody stands there who may read nothing of it.
 */
async function ask(method: string, path: string, as: Actor, init: RequestInit = {}): Promise<Answer> {
  const [before] = await instance.sql<
    { id: string }[]
  >`select coalesce(max(id), 0)::text as id from audit_log`;
  const answer = await askQuietly(method, path, as, init);
  const reads = await instance.sql<{ action: string; actor: string; route: string; address: string }[]>`
    select action, actor_name as actor, route, address from audit_log
    where id > ${before?.id ?? "0"} and kind in ('read', 'export') and actor_kind <> 'system'`;
  const what = `${method} ${path} for ${as.name}`;
  if (expected.SAID.some((word) => answer.text.includes(word))) {
    gaveContent.add(walking);
    expect(reads, `${what} leaves a row in the audit log`).not.toEqual([]);
    for (const read of reads) {
      expect(read.route, what).toBe(path.split("?", 1)[0]);
      expect(read.address, what).toMatch(/127\.0\.0\.1|::1/);
    }
  }
  if (as.name === "manager" || as.name === "stranger" || as.name === "nobody")
    expect(
      reads.filter(({ action }) => !action.endsWith(".exported") && action !== "trace.shared"),
      `${what} reads nothing of what was said`,
    ).toEqual([]);
  return answer;
}

async function askQuietly(method: string, path: string, as: Actor, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(instance.url + path, {
    method,
    redirect: "manual",
    ...init,
    headers: { ...as.headers, ...(init.headers as Record<string, string>) },
  });
  for (const [header, value] of Object.entries(SECURITY_HEADERS))
    if (header !== "content-security-policy")
      expect(answer.headers.get(header), `${header} of ${path}`).toBe(value);
  expect(answer.headers.get("content-security-policy"), path).toMatch(POLICY);
  return {
    status: answer.status,
    text: await answer.text(),
    location: answer.headers.get("location") ?? "",
  };
}

/** No answer holds a word that this person may not know, whatever was asked. */
function expectNothingSecret({ text }: Answer, who: string, what: string): void {
  for (const [canary, roles] of Object.entries(expected.CANARIES))
    if (!(isRole(who) && roles.includes(who)))
      expect(text, `${canary} for ${who} in ${what}`).not.toContain(canary);
}

describe("an expectation stands", () => {
  it.each([
    ["page", () => PAGES, expected.PAGES],
    ["route of the console", () => ROUTES, expected.ROUTES],
    ["action", () => ACTION_NAMES, expected.ACTIONS],
    ["endpoint", () => SERVER_ROUTES.map((route) => route.split(" ")[1] ?? ""), expected.ENDPOINTS],
    ["built action", () => builtActions().map(({ name }) => name), expected.ACTIONS],
  ] as const)("for each %s, and for none that is gone", (_, there, said) => {
    expect(Object.keys(said).toSorted()).toEqual([...new Set(there())].toSorted());
  });
});

describe("the page", () => {
  it.each(PAGES)("%s", async (pattern) => {
    walking = pattern;
    const who = expected.PAGES[pattern];
    for (const [name, one] of people) {
      const answer = await ask("GET", filled(pattern, params), one);
      const what = `${pattern} for ${name}`;
      expectNothingSecret(answer, name, pattern);
      if (who === "anybody") expect(answer.status, what).toBe(200);
      else if (name === "stranger" && (who === "members" || pattern.startsWith("/p/")))
        expect(answer.status, what).toBe(404);
      else if (who === "leads on") expect([200, 307, 308], what).toContain(answer.status);
      else if (name === "nobody")
        expect([answer.status, answer.location], what).toEqual([307, toSignIn(pattern)]);
      else expect(answer.status, what).toBe(200);
    }
    const without = await ask("GET", filled(pattern, params), actor(keys, "admin"));
    if (who === "members" || who === "signed-in")
      expect([without.status, without.location], `${pattern} for a key`).toEqual([307, toSignIn(pattern)]);
  });
  const toSignIn = (pattern: string): unknown =>
    expect.stringMatching(new RegExp(`/sign-in\\?return=${encodeURIComponent(filled(pattern, params))}`));
});

const ROLES_OF = {
  readers: expected.READERS,
  runners: expected.RUNNERS,
  auditors: expected.AUDITORS,
  provers: expected.PROVERS,
};
const isOfRoles = (who: string | undefined): who is keyof typeof ROLES_OF =>
  who !== undefined && who in ROLES_OF;

describe("the route", () => {
  it.each(ROUTES)("%s", async (route) => {
    walking = route;
    const [method = "", pattern = ""] = route.split(" ");
    const who = expected.ROUTES[route];
    const query = pattern.endsWith("/box")
      ? "?box=0~1~0~1"
      : pattern.endsWith("/metrics")
        ? "?metric=traces"
        : "";
    for (const [name, one] of [...people, ...keys]) {
      const answer = await ask(method, filled(pattern, params) + query, one);
      const what = `${route} for ${name}`;
      const isPerson = people.get(name) === one;
      if (who === "anybody") expect([401, 403], what).not.toContain(answer.status);
      else if (who === "members" || isOfRoles(who)) {
        if (!isPerson || name === "nobody") expect(answer.status, what).toBe(401);
        else if (name === "stranger") expect(answer.status, what).toBe(404);
        else if (who !== "members" && isRole(name) && !ROLES_OF[who].includes(name))
          expect(answer.status, what).toBe(403);
        else expect([401, 403, 500], what).not.toContain(answer.status);
      } else expect(answer.status, what).toSatisfy(allowed(name, isPerson, who ? [who] : []));
      // A key with the scope reads what its project holds.
      if (isPerson || name === "stranger") expectNothingSecret(answer, name, what);
    }
  });
});

describe("the endpoint", () => {
  it.each(SERVER_ROUTES)("%s", async (route) => {
    walking = route;
    const [method = "", name = "", path = ""] = route.split(" ");
    const who = expected.ENDPOINTS[name];
    for (const [holder, key] of [...keys, ...people]) {
      const headers = {
        "content-type": "application/json",
        ...(name.startsWith("langsmith") ? { "user-agent": "langsmith-py/0.4" } : {}),
      };
      const answer = await ask(method, path, key, { headers, ...(method === "GET" ? {} : { body: "{}" }) });
      const what = `${route} for ${holder}`;
      if (holder === "stranger" || people.get(holder) === key) expectNothingSecret(answer, holder, what);
      if (expected.UNSUPPORTED.includes(route)) expect([404, 405], what).toContain(answer.status);
      else if (who === "anybody") expect([401, 403], what).not.toContain(answer.status);
      else expect(answer.status, what).toSatisfy(allowed(holder, people.get(holder) === key, who ?? []));
    }
  });
});

/** Whether a status says to this holder of a key what it has to. */
function allowed(holder: string, isPerson: boolean, scopes: readonly string[]) {
  if (isPerson || holder === "none" || holder === "revoked") return (status: number) => status === 401;
  if (holder === "admin" || holder === "stranger" || scopes.includes(holder))
    return (status: number) => ![401, 403, 500].includes(status);
  return (status: number) => status === 403;
}

describe("what was said", () => {
  const engineer = () => actor(people, "engineer");
  const reader = () => actor(keys, "read");

  /** Asked so that it answers with as much as it can. */
  it.each([...PAGES, ...ROUTES.filter((route) => route.startsWith("GET "))])(
    "is logged: %s",
    async (named) => {
      walking = named;
      const [pattern = ""] = named.replace("GET ", "").split(" ");
      for (const query of expected.VIEWS[named] ?? []) {
        const path = filled(pattern, params) + filled(query, params);
        await ask("GET", path, pattern.startsWith("/api/v1/") ? reader() : engineer());
        if (!pattern.startsWith("/api/v1/")) await ask("GET", path, actor(people, "manager"));
      }
    },
  );

  it("is logged of every answer from a recording", async () => {
    for (const [name, body] of Object.entries(expected.REPLAYED)) {
      walking = name;
      const [method = "", pattern = ""] = name.split(" ");
      const answer = await ask(method, filled(pattern, params), reader(), {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      expect(answer.text, name).toContain("canary-content");
    }
  });

  it("is logged of an action", async () => {
    walking = "readPromptDiffAction";
    const [version] = await instance.sql<{ fingerprint: string }[]>`
      select fingerprint::text as fingerprint from prompt_versions where system like 'canary-content%'`;
    const { fingerprint = "" } = version ?? {};
    const action = builtActions().find(({ name }) => name === walking) as Action;
    const answer = await ask("POST", filled(action.page, params), engineer(), {
      headers: { "next-action": action.id, "content-type": "text/plain;charset=UTF-8", origin: instance.url },
      body: JSON.stringify(["own", { from: fingerprint, to: fingerprint }]),
    });
    expect(answer.text).toContain("canary-content");
  });

  it("is not given where its reading cannot be written down", async () => {
    await instance.sql`alter table audit_log add constraint nothing_more check (kind <> 'read') not valid`;
    try {
      for (const [path, as] of [
        ["/api/console/[project]/traces/[traceId]", engineer()],
        ["/p/[project]/traces/[traceId]?view=transcript", engineer()],
        ["/api/v1/traces/[trace_id]", reader()],
      ] as const) {
        const answer = await askQuietly("GET", filled(path, params), as);
        expect(answer.text, path).not.toContain("canary-content");
      }
    } finally {
      await instance.sql`alter table audit_log drop constraint nothing_more`;
    }
  });
});

describe("the action", () => {
  /** As the console's own pages call it. */
  async function call({ id, page, name }: Action, as: Actor, project: string, input: object = {}) {
    const args =
      Object.keys(expected.ACTIONS).includes(name) && isOfProject(name) ? [project, input, {}] : [input, {}];
    const answer = await ask("POST", filled(page, { ...params, project: "own" }), as, {
      headers: { "next-action": id, "content-type": "text/plain;charset=UTF-8", origin: instance.url },
      body: JSON.stringify(args),
    });
    const said = /^1:(\{"ok":.*)$/m.exec(answer.text)?.[1];
    const result = said === undefined ? null : (JSON.parse(said) as { ok: boolean; code?: string });
    return { answer, code: result === null ? null : result.ok ? "ok" : (result.code ?? "") };
  }
  const isOfProject = (name: string) => Array.isArray(expected.ACTIONS[name]);
  const built = (wanted: string) => builtActions().find(({ name }) => name === wanted) as Action;

  it.each(ACTION_NAMES.filter(isOfProject))("%s", async (wanted) => {
    walking = wanted;
    const action = built(wanted);
    const roles = expected.ACTIONS[action.name] as readonly Role[];
    for (const [name, one] of people) {
      const { answer, code } = await call(action, one, "own");
      const what = `${action.name} for ${name}`;
      expectNothingSecret(answer, name, what);
      if (name === "nobody") expect(code, what).toBe("unauthenticated");
      else if (name === "stranger") expect(code, what).toBe("not_found");
      else if (roles.includes(name as Role))
        expect(["ok", "bad_request", "not_found", "conflict"], what).toContain(code);
      else expect(code, what).toBe("forbidden");
    }
  });

  it("of one's own account is for whoever is signed in, and for no other account", async () => {
    const own = builtActions().filter(({ name }) => expected.ACTIONS[name] === "own");
    for (const action of own)
      for (const [name, one] of people) {
        const { code } = await call(action, one, "own");
        const what = `${action.name} for ${name}`;
        if (name === "nobody") expect(code, what).toBe("unauthenticated");
        else expect(["bad_request", "not_found"], what).toContain(code);
      }
  });

  it("of a link works for no link that was not made", async () => {
    const action = built("acceptWithNewAccountAction");
    for (const one of people.values())
      expect(["bad_request", "not_found"]).toContain((await call(action, one, "own")).code);
  });

  it("that signs out ends the session of the cookie that came with it, and no other", async () => {
    const action = built("signOutAction");
    const [here, elsewhere] = [
      person("engineer", await signInByHttp(instance.url, "engineer@example.com")),
      person("engineer", await signInByHttp(instance.url, "engineer@example.com")),
    ];
    await call({ ...action, page: "/p/[project]/overview" }, here, "own");
    const path = "/api/console/own/newest-trace";
    expect((await ask("GET", path, here)).status).toBe(401);
    expect((await ask("GET", path, elsewhere)).status).toBe(200);
  });

  it("that changes a password ends every copy of every cookie; so does the end of the session's time", async () => {
    const email = "manager@example.com";
    const stolen = person("manager", await signInByHttp(instance.url, email));
    const other = person("manager", await signInByHttp(instance.url, email));
    const path = "/api/console/own/newest-trace";
    expect((await ask("GET", path, stolen)).status).toBe(200);
    await instance.sql`update user_sessions set expires_at = now() where token_hash in (
      select token_hash from user_sessions order by created_at desc limit 1)`;
    expect([(await ask("GET", path, other)).status, (await ask("GET", path, stolen)).status]).toEqual([
      401, 200,
    ]);
    const change = { current: PASSWORD, next: "another password" };
    expect((await call(built("changePasswordAction"), stolen, "own", change)).code).toBe("ok");
    expect((await ask("GET", path, stolen)).status).toBe(401);
    expect((await ask("GET", "/api/auth/session", stolen)).text).toBe("{}");
  });
});

it("what was said is given where it is expected, and nowhere else", () => {
  // What other actions change makes their page anew, which is one of those that were asked for.
  const gave = [...gaveContent].filter((name) => name.includes("/") || name === "readPromptDiffAction");
  expect(gave.toSorted()).toEqual([...expected.GIVES_CONTENT].toSorted());
});
