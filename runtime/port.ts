import net from "node:net";
import { StartError } from "./start-error";

/** An app whose supervisor was killed a moment ago needs that moment to end. */
const PATIENCE_MS = 3000;

/** @throws StartError when something else listens there. */
export async function requireFreePort(port: number, host: string | undefined): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const error = await tryListen(port, host);
    if (!error) return;
    if (error.code !== "EADDRINUSE") throw new StartError(`Port ${port} cannot be used: ${error.message}.`);
    if (Date.now() > deadline) {
      throw new StartError(
        `Port ${port} is taken by another program: stop it, or choose another with PORT=${port + 1} npm start.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function tryListen(port: number, host: string | undefined): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error) => resolve(error));
    server.listen({ port, ...(host ? { host } : {}), exclusive: true }, () =>
      server.close(() => resolve(undefined)),
    );
  });
}
