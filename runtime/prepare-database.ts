import { readEnv } from "@/lib/env";
import { advices, announcement } from "./announce";
import { explain } from "./start-error";
import { openStore } from "./store";

/** Migrates the database of DATABASE_URL and sets it up when it is new: for those who run server, console and worker apart. */
try {
  const env = readEnv();
  const { firstRun, embedded } = await openStore(env);
  await embedded?.stop();
  process.stdout.write(
    `${announcement(env.publicUrl ?? `http://localhost:${env.port}`, firstRun, new Date())}\n`,
  );
  for (const advice of advices(env)) process.stdout.write(`  ${advice}\n`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
