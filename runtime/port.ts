import net from "node:net";
import { StartError } from "./start-error";

export const LOCAL_HOST = "127.0.0.1";

/** An app whose supervisor was killed a moment ago needs that moment to end. */
const PATIENCE_MS = 3000;

/** @param setting that names the port. @throws StartError when something else listens there. */
export async function requireFreePort(
  port: number,
  host: string | undefined,
  setting = "PORT",
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const error = await tryListen(port, host);
    if (!error) return;
    if (error.code !== "EADDRINUSE") throw new StartError(`Port ${port} cannot be used: ${error.message}.`);
    if (Date.now() > deadline) {
      throw new StartError(
        `Port ${port} is taken by another program: stop it, or choose another with ${setting}=${port + 1} npm start.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A port of this machine's own address that nothing listens on. */
export async function freeLocalPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, LOCAL_HOST, resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
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
