import { isIP } from "node:net";

import { z } from "zod";

import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "@/lib/model/password-length";

/**
 * The configuration, parsed once. This is the only file that reads `process.env`; everything else is handed an {@link Env}.
 * Every setting is optional and documented in `.env.example` and the README.
 */

/** Ten years, as the `projects` table allows. */
const DAY_LIMIT = 3_660;

/** An empty variable means the same as an absent one: that is what `FOO= npm start` and most orchestrators intend. */
const setting = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? undefined : value), schema);

const text = setting(z.string().trim().optional());

const whole = (unit: string, min: number, max: number) => {
  const error = `must be a whole ${unit} from ${min} to ${max}`;
  return z
    .string()
    .trim()
    .regex(/^\d{1,15}$/, { error })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }));
};

const wholeNumber = (unit: string, min: number, max: number, fallback: number) =>
  setting(whole(unit, min, max).default(fallback));

const httpUrl = setting(
  z
    .string()
    .trim()
    .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
      error: "must be an address that starts with http:// or https://",
    })
    .transform((value) => value.replace(/\/+$/, ""))
    .optional(),
);

const onOff = (fallback: boolean) =>
  setting(
    z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(["on", "off", "true", "false", "1", "0"], { error: "must be on or off" }))
      .transform((value) => value === "on" || value === "true" || value === "1")
      .default(fallback),
  );

/** An address, or a network in CIDR notation. */
function isNetwork(word: string): boolean {
  const [address = "", bits, ...more] = word.split("/");
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

const schema = z.object({
  PORT: wholeNumber("number", 1, 65_535, 3000),
  HOST: text,
  DATABASE_URL: setting(
    z
      .string()
      .trim()
      .regex(/^postgres(ql)?:\/\//, { error: "must look like postgres://user:password@host:5432/database" })
      .optional(),
  ),
  RECOUNT_DATA_DIR: setting(z.string().trim().default(".recount")),
  RECOUNT_ADMIN_EMAIL: setting(
    z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.email({ error: "must be an e-mail address" }))
      .optional(),
  ),
  RECOUNT_ADMIN_PASSWORD: setting(
    z
      .string()
      .min(MIN_PASSWORD_LENGTH, { error: `must have at least ${MIN_PASSWORD_LENGTH} characters` })
      .max(MAX_PASSWORD_LENGTH, { error: `must have at most ${MAX_PASSWORD_LENGTH} characters` })
      .optional(),
  ),
  RECOUNT_API_KEY: setting(
    z
      .string()
      .trim()
      .regex(/^(?:rk_|(?!rk_))[\x21-\x7e]{16,200}$/, {
        error: "must be 16 to 200 visible ASCII characters without spaces, not counting rk_ at its beginning",
      })
      .optional(),
  ),
  RECOUNT_SECRET: setting(
    z.string().trim().min(32, { error: "must have at least 32 characters" }).max(1024).optional(),
  ),
  RECOUNT_SIGNING_KEY: text,
  RECOUNT_ANCHOR_FILE: text,
  RECOUNT_TRUSTED_PROXIES: setting(
    z
      .string()
      .default("")
      .transform((value) => value.split(/[\s,]+/).filter((word) => word !== ""))
      .refine((words) => words.every(isNetwork), {
        error:
          "must be addresses or networks of proxies (10.0.0.5, 10.0.0.0/8, ::1), with commas between them",
      }),
  ),
  RECOUNT_URL: httpUrl,
  RECOUNT_RETENTION_DAYS: wholeNumber("number of days", 1, DAY_LIMIT, 400),
  RECOUNT_MAX_BODY_BYTES: wholeNumber("number of bytes", 1024, 1024 ** 3, 64 * 1024 ** 2),
  RECOUNT_MAX_LABELS_PER_DAY: wholeNumber("number of combinations", 100, 1_000_000, 10_000),
  RECOUNT_MAX_USERS_PER_DAY: wholeNumber("number of users", 100, 10_000_000, 100_000),
  RECOUNT_MAX_SPANS_PER_TRACE: wholeNumber("number of spans", 1_000, 10_000_000, 100_000),
  RECOUNT_LOG_LEVEL: setting(
    z
      .string()
      .trim()
      .toLowerCase()
      .pipe(
        z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
          error: "must be one of trace, debug, info, warn, error, fatal, silent",
        }),
      )
      .default("info"),
  ),
  RECOUNT_OIDC_ISSUER: httpUrl,
  RECOUNT_OIDC_CLIENT_ID: text,
  RECOUNT_OIDC_CLIENT_SECRET: text,
  RECOUNT_OIDC_NAME: setting(z.string().trim().default("Single sign-on")),
  RECOUNT_WORKER: onOff(true),
  RECOUNT_WORKER_PORT: setting(whole("number", 1, 65_535).optional()),
  RECOUNT_CONSOLE_URL: httpUrl,
  RECOUNT_PRIVATE_WEBHOOKS: onOff(false),
  RECOUNT_SMTP_URL: setting(
    z
      .string()
      .trim()
      .refine(
        (value) =>
          URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol) && new URL(value).hostname !== "",
        { error: "must look like smtp://user:password@host:587 or smtps://user:password@host:465" },
      )
      .optional(),
  ),
  RECOUNT_MAIL_FROM: setting(
    z
      .string()
      .trim()
      .regex(/^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
        error: "must be an e-mail address, or a name with one: Recount <recount@example.org>",
      })
      .optional(),
  ),
  RECOUNT_FIXTURES: setting(z.string().trim().default("../shared")),
  OTEL_EXPORTER_OTLP_ENDPOINT: text,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: text,
  OTEL_TRACES_EXPORTER: text,
  OTEL_SDK_DISABLED: text,
  OTEL_SERVICE_NAME: text,
});

export type Env = {
  port: number;
  /** Absent: all addresses of the machine. */
  host: string | undefined;
  /** Absent: the embedded server is used. */
  databaseUrl: string | undefined;
  dataDir: string;
  adminEmail: string | undefined;
  adminPassword: string | undefined;
  apiKey: string | undefined;
  /** The part of the session cookies' key that is not in the database. */
  secret: string | undefined;
  /** Signs heads of seals and files of evidence: Ed25519 as PEM, or the file with it; absent: the store keeps one. */
  signingKey: string | undefined;
  /** Where heads of seals are put besides the database; absent: nowhere. */
  anchorFile: string | undefined;
  /** Addresses and networks of proxies whose X-Forwarded-* are believed. */
  trustedProxies: readonly string[];
  /** The address that people and clients use, without a slash at the end. */
  publicUrl: string | undefined;
  retentionDays: number;
  maxBodyBytes: number;
  /** What figures of a project are told apart by within a day. */
  labelLimits: { combinations: number; users: number };
  /** Of traces that are resolved as a whole; larger ones are summed. */
  maxSpansPerTrace: number;
  logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  oidc: { issuer: string; clientId: string; clientSecret: string; name: string } | undefined;
  /** Whether the supervisor runs a worker beside the app. */
  worker: boolean;
  /** Where the worker answers probes and scrapes; absent: nowhere. */
  workerPort: number | undefined;
  /** Where the console listens, for the server to pass pages on to; absent: the server has none. */
  consoleUrl: string | undefined;
  /** Set when OpenTelemetry's variables ask for spans of Recount itself. */
  tracing: { serviceName: string | undefined } | undefined;
  /** Whether notifications may be sent to addresses of private networks. */
  privateWebhooks: boolean;
  /** The server that sends mail, and as whom; absent: no mail is sent. */
  mail: { url: string; from: string } | undefined;
  /** Tests only: the folder that holds recorded requests. */
  fixturesDir: string;
};

/** A setting has a value that cannot be used; the message is one sentence for a person at a terminal. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

const SECRET = /SECRET|PASSWORD|API_KEY|SIGNING_KEY|DATABASE_URL|SMTP_URL/;

/**
 * Reads the settings.
 * @throws SettingError naming the first setting that is wrong, why, and the value it has (never a secret's).
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = schema.safeParse(source);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? "A setting");
    const shown = SECRET.test(name) ? "" : `, but it is ${JSON.stringify(source[name])}`;
    throw new SettingError(`${name} ${issue?.message ?? "is wrong"}${shown}.`);
  }
  const value = parsed.data;
  return {
    port: value.PORT,
    host: value.HOST,
    databaseUrl: value.DATABASE_URL,
    dataDir: value.RECOUNT_DATA_DIR,
    adminEmail: value.RECOUNT_ADMIN_EMAIL,
    adminPassword: value.RECOUNT_ADMIN_PASSWORD,
    apiKey: value.RECOUNT_API_KEY,
    secret: value.RECOUNT_SECRET,
    signingKey: value.RECOUNT_SIGNING_KEY,
    anchorFile: value.RECOUNT_ANCHOR_FILE,
    trustedProxies: value.RECOUNT_TRUSTED_PROXIES,
    publicUrl: value.RECOUNT_URL,
    retentionDays: value.RECOUNT_RETENTION_DAYS,
    maxBodyBytes: value.RECOUNT_MAX_BODY_BYTES,
    labelLimits: { combinations: value.RECOUNT_MAX_LABELS_PER_DAY, users: value.RECOUNT_MAX_USERS_PER_DAY },
    maxSpansPerTrace: value.RECOUNT_MAX_SPANS_PER_TRACE,
    logLevel: value.RECOUNT_LOG_LEVEL,
    oidc: oidcOf(value),
    worker: value.RECOUNT_WORKER,
    workerPort: value.RECOUNT_WORKER_PORT,
    consoleUrl: value.RECOUNT_CONSOLE_URL,
    tracing: tracingOf(value),
    privateWebhooks: value.RECOUNT_PRIVATE_WEBHOOKS,
    mail: mailOf(value),
    fixturesDir: value.RECOUNT_FIXTURES,
  };
}

/** Single sign-on is whole or absent: a half-filled one would look configured and fail at the first sign-in. */
function oidcOf(value: z.infer<typeof schema>): Env["oidc"] {
  const { RECOUNT_OIDC_ISSUER: issuer, RECOUNT_OIDC_CLIENT_ID: clientId } = value;
  const clientSecret = value.RECOUNT_OIDC_CLIENT_SECRET;
  if (!issuer && !clientId && !clientSecret) return undefined;
  if (issuer && clientId && clientSecret)
    return { issuer, clientId, clientSecret, name: value.RECOUNT_OIDC_NAME };
  throw new SettingError(
    "RECOUNT_OIDC_ISSUER, RECOUNT_OIDC_CLIENT_ID and RECOUNT_OIDC_CLIENT_SECRET must be set together or not at all.",
  );
}

/** A server without a sender, or the other way round, would look configured and fail at the first message. */
function mailOf(value: z.infer<typeof schema>): Env["mail"] {
  const { RECOUNT_SMTP_URL: url, RECOUNT_MAIL_FROM: from } = value;
  if (!url && !from) return undefined;
  if (url && from) return { url, from };
  throw new SettingError("RECOUNT_SMTP_URL and RECOUNT_MAIL_FROM must be set together or not at all.");
}

/** As the SDKs of OpenTelemetry read the same variables: off unless an address is given, and off when told so. */
function tracingOf(value: z.infer<typeof schema>): Env["tracing"] {
  const address = value.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? value.OTEL_EXPORTER_OTLP_ENDPOINT;
  const off = value.OTEL_SDK_DISABLED?.toLowerCase() === "true" || value.OTEL_TRACES_EXPORTER === "none";
  return address === undefined || off ? undefined : { serviceName: value.OTEL_SERVICE_NAME };
}

/** The environment of this process with some settings replaced: what a process that it starts is given. */
export function childEnvironment(settings: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings } as NodeJS.ProcessEnv;
}

/** next-auth reads its own address from the environment only. Without a public URL it is taken from the request. */
export function tellNextAuth(publicUrl: string | undefined): void {
  if (publicUrl) process.env.NEXTAUTH_URL = `${publicUrl}/api/auth`;
  else process.env.AUTH_TRUST_HOST = "true";
}
