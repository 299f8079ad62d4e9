import { readEnv } from "@/lib/env";

export interface Target {
  url: string;
  key: string;
}

/** Where to send and with which key: the options, else the settings, else this machine's own port. */
export function target(options: { url?: string; key?: string }): Target {
  const env = readEnv();
  const url = options.url ?? `http://127.0.0.1:${env.port}`;
  if (!URL.canParse(url)) throw new Error(`--url ${url} is not an address such as http://127.0.0.1:3000`);
  const key = options.key ?? env.apiKey;
  if (!key) throw new Error("No key: give --key or set RECOUNT_API_KEY (Settings › API keys makes one)");
  return { url, key };
}

/** Says in one sentence what went wrong and ends with a failure; the stack only when it is a programming error. */
export function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof TypeError && !isMistyped(error)) console.error(error.stack);
  process.exitCode = 1;
}

/** An option that is not known: its message says all. */
const isMistyped = (error: Error): boolean =>
  "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
