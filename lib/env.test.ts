import { expect, it } from "vitest";
import { readEnv, SettingError } from "./env";

it("every setting has a default", () => {
  expect(readEnv({})).toMatchObject({
    port: 3000,
    dataDir: ".recount",
    databaseUrl: undefined,
    retentionDays: 400,
    maxBodyBytes: 67_108_864,
    logLevel: "info",
    oidc: undefined,
    worker: true,
    fixturesDir: "../shared",
  });
});

it("an empty variable is an absent one", () => {
  expect(readEnv({ PORT: "", DATABASE_URL: " ", RECOUNT_WORKER: "" })).toMatchObject({
    port: 3000,
    databaseUrl: undefined,
    worker: true,
  });
});

it("values are trimmed and read", () => {
  const env = readEnv({
    PORT: " 4100 ",
    DATABASE_URL: "postgresql://u:p@db/recount",
    RECOUNT_URL: "https://recount.example/ ",
    RECOUNT_ADMIN_EMAIL: "Admin@Example.org",
    RECOUNT_WORKER: "off",
    RECOUNT_LOG_LEVEL: "DEBUG",
  });
  expect(env).toMatchObject({
    port: 4100,
    databaseUrl: "postgresql://u:p@db/recount",
    publicUrl: "https://recount.example",
    adminEmail: "admin@example.org",
    worker: false,
    logLevel: "debug",
  });
});

it.each([
  [{ PORT: "http" }, 'PORT must be a whole number from 1 to 65535, but it is "http".'],
  [{ PORT: "70000" }, 'PORT must be a whole number from 1 to 65535, but it is "70000".'],
  [
    { RECOUNT_RETENTION_DAYS: "1.5" },
    'RECOUNT_RETENTION_DAYS must be a whole number of days from 1 to 3660, but it is "1.5".',
  ],
  [
    { RECOUNT_URL: "ftp://x" },
    'RECOUNT_URL must be an address that starts with http:// or https://, but it is "ftp://x".',
  ],
  [{ RECOUNT_ADMIN_EMAIL: "nobody" }, 'RECOUNT_ADMIN_EMAIL must be an e-mail address, but it is "nobody".'],
  [{ RECOUNT_WORKER: "maybe" }, 'RECOUNT_WORKER must be on or off, but it is "maybe".'],
])("a bad value gives one clear sentence: %o", (source, sentence) => {
  expect(() => readEnv(source)).toThrow(new SettingError(sentence));
});

it("a secret is not repeated in the sentence", () => {
  expect(() => readEnv({ DATABASE_URL: "mysql://u:hunter2@db/x" })).toThrow(
    new SettingError("DATABASE_URL must look like postgres://user:password@host:5432/database."),
  );
  expect(() => readEnv({ RECOUNT_ADMIN_PASSWORD: "short" })).toThrow(
    new SettingError("RECOUNT_ADMIN_PASSWORD must have at least 10 characters."),
  );
});

it("single sign-on is whole or absent", () => {
  const whole = {
    RECOUNT_OIDC_ISSUER: "https://id.example",
    RECOUNT_OIDC_CLIENT_ID: "a",
    RECOUNT_OIDC_CLIENT_SECRET: "b",
  };
  expect(readEnv(whole).oidc).toEqual({
    issuer: "https://id.example",
    clientId: "a",
    clientSecret: "b",
    name: "Single sign-on",
  });
  expect(() => readEnv({ ...whole, RECOUNT_OIDC_CLIENT_SECRET: "" })).toThrow(/must be set together/);
});

it.each([
  ["rk_123456789012345", false],
  ["rk_1234567890123456", true],
  ["123456789012345", false],
  ["1234567890123456", true],
])("a key of one's own has sixteen characters besides rk_: %s %s", (RECOUNT_API_KEY, taken) => {
  if (taken) expect(readEnv({ RECOUNT_API_KEY }).apiKey).toBe(RECOUNT_API_KEY);
  else expect(() => readEnv({ RECOUNT_API_KEY })).toThrow(/not counting rk_/);
});

it("proxies are addresses and networks", () => {
  expect(readEnv({}).trustedProxies).toEqual([]);
  expect(readEnv({ RECOUNT_TRUSTED_PROXIES: "10.0.0.0/8, ::1,192.0.2.7" }).trustedProxies).toEqual([
    "10.0.0.0/8",
    "::1",
    "192.0.2.7",
  ]);
  for (const wrong of ["proxy.example", "10.0.0.0/33", "10.0.0.0/8/1", "::1/129", "10.0.0/8", "on"])
    expect(() => readEnv({ RECOUNT_TRUSTED_PROXIES: wrong })).toThrow(/RECOUNT_TRUSTED_PROXIES must be/);
});

it("mail has a server and a sender, or neither; its password is never shown", () => {
  expect(readEnv({}).mail).toBeUndefined();
  const url = "smtp://recount:s3cret@mail.example.org:587";
  expect(readEnv({ RECOUNT_SMTP_URL: url, RECOUNT_MAIL_FROM: "Recount <recount@example.org>" }).mail).toEqual(
    {
      url,
      from: "Recount <recount@example.org>",
    },
  );
  expect(() => readEnv({ RECOUNT_SMTP_URL: url })).toThrow("must be set together");
  expect(() => readEnv({ RECOUNT_MAIL_FROM: "a@example.org" })).toThrow("must be set together");
  expect(() => readEnv({ RECOUNT_SMTP_URL: "http://x:s3cret@y", RECOUNT_MAIL_FROM: "a@b.c" })).toThrow(
    /^RECOUNT_SMTP_URL must look like smtp:\/\/user:password@host:587 or smtps:\/\/user:password@host:465\.$/,
  );
  for (const from of ["nobody", "a@b\r\nBcc: c@d", "Recount <x>"])
    expect(() => readEnv({ RECOUNT_SMTP_URL: url, RECOUNT_MAIL_FROM: from })).toThrow("RECOUNT_MAIL_FROM");
});
