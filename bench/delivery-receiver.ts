import http from "node:http";

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

/** Some answers fail although the request was read, and some connections end without one: senders cannot tell. */
const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    requests++;
    const body = JSON.parse(Buffer.concat(chunks).toString()) as {
      type: string;
      incident?: { id: number };
      messages?: { id: string }[];
    };
    told.push({
      path: request.url ?? "",
      key: String(request.headers["x-recount-delivery"]),
      type: body.type,
      incident: body.incident?.id ?? null,
      within: body.messages?.map(({ id }) => id) ?? [],
    });
    const luck = Math.random();
    if (luck < 0.05) response.writeHead(500).end();
    else if (luck < 0.08) request.socket.destroy();
    else setTimeout(() => response.end(), Math.random() * 20);
  });
});

server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.on("message", () => process.send?.({ told, requests }));
process.on("disconnect", () => process.exit(0));
