import { randomBytes } from "node:crypto";
import { isFullLength } from "@/lib/auth/api-key";
import type { Env } from "@/lib/env";
import type { FirstRun } from "@/lib/setup/first-run";

/** What `npm start` says when everything runs, and `prepare` when the database is ready for what will run. */
export function announcement(
  url: string,
  run: FirstRun,
  now: Date,
  state: "running" | "prepared" = "running",
): string {
  const lines =
    state === "running"
      ? ["", `  Recount is ready:  ${url}`]
      : ["", "  The database is prepared; Recount is not started by this.", `  Its address:       ${url}`];
  if (!run.created) {
    lines.push(`  Sign in as ${run.adminEmail}; API keys are under Settings.`, "");
    return lines.join("\n");
  }
  lines.push(`  Sign in:           ${run.adminEmail}`);
  lines.push(
    `  Password:          ${run.adminPassword ? `${run.adminPassword}  (shown only now)` : "as set by RECOUNT_ADMIN_PASSWORD"}`,
  );
  lines.push(
    `  API key:           ${run.apiKey ? `${run.apiKey}  (shown only now)` : "as set by RECOUNT_API_KEY"}`,
  );
  lines.push("", "  Send a first trace:", "", firstTrace(url, run.apiKey ?? "$RECOUNT_API_KEY", now), "");
  return lines.join("\n");
}

/** What somebody should know about settings that work and could be better. */
export function advices({
  apiKey,
  databaseUrl,
  secret,
}: Pick<Env, "apiKey" | "databaseUrl" | "secret">): string[] {
  return [
    ...(apiKey !== undefined && !isFullLength(apiKey)
      ? ["RECOUNT_API_KEY is short: at least 22 random letters and digits after rk_ make 128 bits."]
      : []),
    ...(databaseUrl !== undefined && secret === undefined
      ? [
          "RECOUNT_SECRET is not set: the whole key of session cookies is in the database, and so in its dumps.",
        ]
      : []),
  ];
}

/** A command for a shell: one model call as OpenTelemetry sends it. */
function firstTrace(url: string, apiKey: string, now: Date): string {
  const end = BigInt(now.getTime()) * 1_000_000n;
  const attribute = (key: string, value: string | number) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
  });
  const message = (role: string, content: string) =>
    JSON.stringify([{ role, parts: [{ type: "text", content }] }]);
  const body = {
    resourceSpans: [
      {
        resource: { attributes: [attribute("service.name", "first-steps")] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: randomBytes(16).toString("hex"),
                spanId: randomBytes(8).toString("hex"),
                name: "chat gpt-4o-mini",
                kind: 3,
                startTimeUnixNano: String(end - 1_200_000_000n),
                endTimeUnixNano: String(end),
                attributes: [
                  attribute("gen_ai.operation.name", "chat"),
                  attribute("gen_ai.provider.name", "openai"),
                  attribute("gen_ai.request.model", "gpt-4o-mini"),
                  attribute("gen_ai.usage.input_tokens", 12),
                  attribute("gen_ai.usage.output_tokens", 5),
                  attribute("gen_ai.input.messages", message("user", "Does it work?")),
                  attribute("gen_ai.output.messages", message("assistant", "It works.")),
                  attribute("recount.feature", "first-steps"),
                ],
              },
            ],
          },
        ],
      },
    ],
  };
  // Double quotes around the header: a key in a variable is filled in by the shell.
  return [
    `  curl ${url}/v1/traces -H 'content-type: application/json' \\`,
    `    -H "authorization: Bearer ${apiKey}" \\`,
    `    -d '${JSON.stringify(body)}'`,
  ].join("\n");
}
