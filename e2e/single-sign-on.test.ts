import { afterAll, beforeAll, expect, it } from "vitest";

import { hashPassword } from "@/lib/auth/password";

import { PASSWORD, person, signInByHttp } from "./access/actors";
import { CLIENT_ID, type IdentityProvider, startIdentityProvider } from "./access/identity-provider";
import { type FreshInstance, freshInstance } from "./fresh-instance";

/** Single sign-on over HTTP, as a browser goes through it, against a provider that signs real tokens. Needs a build. */

let provider: IdentityProvider;
let instance: FreshInstance;
beforeAll(async () => {
  provider = await startIdentityProvider();
  instance = await freshInstance({
    RECOUNT_OIDC_ISSUER: provider.issuer,
    RECOUNT_OIDC_CLIENT_ID: CLIENT_ID,
    RECOUNT_OIDC_CLIENT_SECRET: "secret",
  });
});
afterAll(async () => {
  await instance?.end();
  provider?.close();
});

const cookiesOf = (answer: Response): string[] =>
  answer.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");

/** The way through the provider and back. @returns the session cookie and where it leads */
async function enter(email: string, cookie = ""): Promise<{ session: string; location: string }> {
  const { url } = instance;
  const asked = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const left = await fetch(`${url}/api/auth/signin/oidc`, {
    method: "POST",
    headers: {
      cookie: [...cookiesOf(asked), cookie].join("; "),
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ csrfToken }),
    redirect: "manual",
  });
  const { searchParams } = new URL(left.headers.get("location") ?? "");
  const code = provider.codeFor({ sub: email, email }, searchParams.get("nonce") ?? "");
  const back = new URLSearchParams({ code, state: searchParams.get("state") ?? "" });
  const answer = await fetch(`${url}/api/auth/callback/oidc?${back}`, {
    headers: { cookie: [...cookiesOf(asked), ...cookiesOf(left), cookie].join("; ") },
    redirect: "manual",
  });
  return {
    session: cookiesOf(answer).find((each) => each.startsWith("recount.session=")) ?? "",
    location: answer.headers.get("location") ?? "",
  };
}

const isOpen = async (cookie: string): Promise<boolean> =>
  (await fetch(`${instance.url}/api/console/default/newest-trace`, { headers: person("", cookie).headers }))
    .status === 200;

async function invited(email: string): Promise<string> {
  const hash = await hashPassword(PASSWORD);
  await instance.sql`
    with made as (insert into users (email, name, password_hash) values (${email}, 'First', ${hash}) returning id)
    insert into memberships (project_id, user_id, role) select p.id, made.id, 'engineer' from made, projects p`;
  return signInByHttp(instance.url, email);
}

it("ends what somebody else had prepared with the address: their session and their password", async () => {
  const first = await invited("taken@example.com");
  expect(await isOpen(first)).toBe(true);
  const { session } = await enter("taken@example.com");
  expect([await isOpen(session), await isOpen(first)]).toEqual([true, false]);
  await expect(signInByHttp(instance.url, "taken@example.com")).rejects.toThrow(/CredentialsSignin/);
});

it("leaves the password to somebody who is signed in with it, and replaces this browser's session", async () => {
  const email = "kept@example.com";
  const [here, elsewhere] = [await invited(email), await signInByHttp(instance.url, email)];
  const { session } = await enter(email, here);
  expect([await isOpen(session), await isOpen(elsewhere), await isOpen(here)]).toEqual([true, true, false]);
  expect(await isOpen(await signInByHttp(instance.url, email))).toBe(true);
});

it("lets nobody in with an address that is linked to somebody else", async () => {
  await enter("linked@example.com");
  await instance.sql`update users set oidc_subject = 'other' where email = 'linked@example.com'`;
  const { session, location } = await enter("linked@example.com");
  expect(session).toBe("");
  expect(location).toMatch(/\/sign-in\?error=oidc_refused&why=linked/);
});
