import type { Tx } from "@/db/client";
import { addJob } from "@/lib/jobs/add-job";

/** Has the worker do what is under way, from `runAt` on; one job for all projects, since they take turns. */
export const askForRepricing = (tx: Tx, runAt?: Date): Promise<unknown> =>
  addJob(tx, {
    task: "reprice",
    payload: {},
    queue: "reprice",
    key: "reprice",
    attempts: 25,
    ...(runAt && { runAt }),
  });
