import http, { type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

import { runOnce } from "graphile-worker";
import { SMTPServer } from "smtp-server";

import { connectQueue, quiet } from "@/db/queue";
import type { TestDatabase } from "@/db/testing";

import { deliver } from "./deliver";
import { gather } from "./digest";
import type { DeliverOptions } from "./send";

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Whoever messages are sent to: keeps what it got, and answers as it is told. */
export async function startReceiver() {
  const received: Received[] = [];
  /** What it answers next; 200 when there is nothing. */
  const answers: number[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      if (request.url === "/hangs") return;
      const status = answers.shift() ?? 200;
      response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { received, answers, url, close: () => void server.close() };
}

export interface Mail {
  from: string;
  to: string[];
  source: string;
  user: string | null;
}

/** A mail server that keeps what it takes. It knows one password, and refuses whoever is called nobody. */
export async function startMailbox() {
  const mails: Mail[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onAuth: ({ username, password }, _, done) =>
      password === "right" ? done(null, { user: username }) : done(new Error("wrong password")),
    onRcptTo: ({ address }, _, done) =>
      address.startsWith("nobody") ? done(new Error("no such person")) : done(),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString(),
          user: (session.user as string | undefined) ?? null,
        });
        done(null, "taken");
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
  const { port } = smtp.server.address() as AddressInfo;
  return {
    mails,
    mail: { url: `smtp://recount:right@127.0.0.1:${port}`, from: "Recount <recount@example.org>" },
    close: () => new Promise<void>((resolve) => smtp.close(() => resolve())),
  };
}

export const DELIVERY = { allowPrivate: true, publicUrl: "https://recount.example" };

/** One worker that runs what is due, until nothing is. */
export async function deliverDue(db: TestDatabase, options: DeliverOptions = DELIVERY): Promise<void> {
  const pool = connectQueue(db.url, 2);
  try {
    do {
      await runOnce({
        pgPool: pool,
        logger: quiet,
        taskList: {
          deliver: (payload, { job }) =>
            deliver(db.worker, (payload as { id: string }).id, job.attempts, options),
          digest: (payload) => gather(db.worker, (payload as { channelId: number }).channelId),
        },
      });
    } while (await isDue(db));
  } finally {
    await pool.end();
  }
}

/** The queue's worker ends when its queue was taken at that moment. */
const isDue = async (db: TestDatabase): Promise<boolean> =>
  (
    await db.owner`
      select from graphile_worker._private_jobs
      where run_at <= now() and attempts < max_attempts and locked_at is null
      limit 1`
  ).length > 0;

/** The wait of every message is over. */
export const passTime = (db: TestDatabase): Promise<unknown> =>
  db.owner`update graphile_worker._private_jobs set run_at = now() where run_at > now()`;

/** What was sent to a channel was sent an hour earlier. */
export async function passHour(db: TestDatabase): Promise<void> {
  await db.owner`update notification_deliveries set ended_at = ended_at - interval '1 hour' where state = 'delivered'`;
  await passTime(db);
}
