import http from "node:http";
import type { AddressInfo } from "node:net";

import { SMTPServer } from "smtp-server";

/** Started by deliveries.ts in a process of its own, so that nothing that is killed takes its memory with it. */

/** A change of state that a request told of, and under which key. */
export interface Told {
  path: string;
  /** `x-recount-delivery`. */
  key: string;
  type: string;
  incident: number | null;
  /** Of a digest: the messages that it tells. */
  within: string[];
}

const told: Told[] = [];
let requests = 0;

/** A message names its incident somewhere: in its own field, in a link, in a key. */
const incidentIn = (text: string): number | null => {
  const [, id] = /incidents\/(\d+)|incident (\d+)"/.exec(text)?.filter(Boolean) ?? [];
  return id === undefined ? null : Number(id);
};

/** Some answers fail although the request was read, and some connections end without one: senders cannot tell. */
const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    requests++;
    const text = Buffer.concat(chunks).toString();
    const { messages } = JSON.parse(text) as { messages?: { id: string }[] };
    told.push({
      path: request.url ?? "",
      key: String(request.headers["x-recount-delivery"]),
      type: String(request.headers["x-recount-event"]),
      incident: incidentIn(text),
      within: messages?.map(({ id }) => id) ?? [],
    });
    const luck = Math.random();
    if (luck < 0.05) response.writeHead(500).end();
    else if (luck < 0.08) request.socket.destroy();
    else setTimeout(() => response.end(), Math.random() * 20);
  });
});

/** The same of mails: some that were read are refused for now. */
const mails = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  logger: false,
  onData: (stream, _, done) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      requests++;
      const source = Buffer.concat(chunks).toString();
      const field = (name: string): string =>
        new RegExp(`^${name}: (.*)$`, "im").exec(source)?.[1]?.trim() ?? "";
      told.push({
        path: "/email",
        key: field("X-Recount-Delivery"),
        type: field("X-Recount-Event"),
        incident: incidentIn(source.replaceAll(/=\r?\n/g, "")),
        within: [],
      });
      if (Math.random() < 0.08) done(Object.assign(new Error("not now"), { responseCode: 451 }));
      else setTimeout(() => done(null, "taken"), Math.random() * 20);
    });
  },
});
// A worker that is killed within a mail ends its connection with a reset.
mails.on("error", () => undefined);

server.listen(0, "127.0.0.1", () =>
  mails.listen(0, "127.0.0.1", () =>
    process.send?.({
      port: (server.address() as AddressInfo).port,
      mailPort: (mails.server.address() as AddressInfo).port,
    }),
  ),
);
process.on("message", () => process.send?.({ told, requests }));
process.on("disconnect", () => process.exit(0));
