import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";

type Connect = (...args: unknown[]) => Socket;

/** A keep-alive agent and how many bytes its connections have written: bodies and HTTP headers, as they left. */
export function countingAgent(url: string): { agent: HttpAgent | HttpsAgent; bytesSent: () => number } {
  const agent = url.startsWith("https:")
    ? new HttpsAgent({ keepAlive: true })
    : new HttpAgent({ keepAlive: true });
  let closed = 0;
  const open = new Set<Socket>();
  // `createConnection` is a public hook of http.Agent that @types/node 20 does not know.
  const hooked = agent as unknown as { createConnection: Connect };
  const connect = hooked.createConnection.bind(agent) as Connect;
  hooked.createConnection = (...args) => {
    const socket = connect(...args);
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      closed += socket.bytesWritten;
    });
    return socket;
  };
  return { agent, bytesSent: () => [...open].reduce((sum, socket) => sum + socket.bytesWritten, closed) };
}
