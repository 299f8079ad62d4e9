import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { createEmitter } from "@/lib/emit/emitter";
import { postScore } from "@/lib/emit/post-score";
import { DEFAULT_START } from "@/lib/import/clock";
import { parseConversations } from "@/lib/import/conversation";
import { runImport } from "@/lib/import/run-import";

import { createProgress } from "./progress";
import { fail, target } from "./target";

const USAGE = `npm run import -- FILE [--url http://127.0.0.1:3000] [--key KEY] [--start ${DEFAULT_START}] [--skip N]

Sends recorded conversations (JSONL, OpenAI chat format) through the OTLP endpoint. Ids and times follow from the file and
--start, so running it again changes nothing. --skip leaves out the first N conversations, to go on where a run stopped.
The key may also stand in RECOUNT_API_KEY.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: "string" },
      key: { type: "string" },
      start: { type: "string", default: DEFAULT_START },
      skip: { type: "string", default: "0" },
      help: { type: "boolean" },
    },
  });
  const file = positionals[0];
  if (values.help || !file) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const startMs = Date.parse(values.start);
  if (Number.isNaN(startMs))
    throw new Error(`--start ${values.start} is not a date such as ${DEFAULT_START}`);
  const skip = Number(values.skip);
  if (!Number.isInteger(skip) || skip < 0)
    throw new Error(`--skip ${values.skip} is not a number of conversations`);

  const conversations = parseConversations(await readFile(file, "utf8"));
  const to = target(values);
  const emitter = createEmitter({
    ...to,
    resource: { "service.name": "airline-support", "deployment.environment.name": "production" },
    scope: { name: "recount-import", version: "1" },
  });
  const progress = createProgress("conversations", conversations.length);
  let done = skip;
  const startedAt = performance.now();
  try {
    const totals = await runImport({
      conversations,
      startMs,
      skip,
      emitter,
      postScore: (score) => postScore(to, score),
      onProgress: (count, so_far) => {
        done = count;
        progress.update(count, `${so_far.spans} spans, ${(emitter.bytesSent() / 1e6).toFixed(1)} MB`);
      },
    });
    progress.end();
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(
      JSON.stringify({ ...totals, bytes_sent: emitter.bytesSent(), seconds: Number(seconds.toFixed(1)) }),
    );
  } catch (error) {
    progress.end();
    console.error(
      `Stopped after ${done} of ${conversations.length} conversations. To go on: add --skip ${done}`,
    );
    throw error;
  } finally {
    await emitter.close();
  }
}

main().catch(fail);
