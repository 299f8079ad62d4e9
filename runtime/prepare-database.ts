import { readEnv } from "@/lib/env";
import { advices, announcement } from "./announce";
import { explain, StartError } from "./start-error";
import { openStore } from "./store";

/** Migrates the database of DATABASE_URL and sets it up when it is new: for those who run server, console and worker apart. */
try {
  const env = readEnv();
  if (env.databaseUrl === undefined)
    throw new StartError(
      "DATABASE_URL is not set: it names the database to prepare, as postgres://user:password@host:5432/database.",
    );
  const ending = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => ending.abort());
  const { firstRun } = await openStore(env, ending.signal);
  process.stdout.write(
    `${announcement(env.publicUrl ?? `http://localhost:${env.port}`, firstRun, new Date(), "prepared")}\n`,
  );
  for (const advice of advices(env)) process.stdout.write(`  ${advice}\n`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
