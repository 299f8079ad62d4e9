import type { AddressInfo } from "node:net";

import type { TestDatabase, TestProject } from "@/db/testing";
import { makeApiKey } from "@/lib/auth/api-key";
import { readEnv } from "@/lib/env";

import type { Endpoint } from "./endpoint";
import { createServer, type ListenOptions } from "./listen";
import type { ReaderLimits } from "./reader-thread";
import { connectStore, type Store } from "./store";

export interface TestServer {
  url: string;
  store: Store;
  /** A key of the project. */
  keyFor: (project: TestProject, scopes: readonly string[]) => Promise<string>;
  close: () => Promise<void>;
}

/** A path that an endpoint answers, made of its pattern: without what is optional, the first of alternatives, `x` for what varies. */
export function pathOf({ name, path }: Pick<Endpoint, "name" | "path">): string {
  const made = path.source
    .replace(/^\^|\$$/g, "")
    .replaceAll("\\/", "/")
    .replace(/\(\?![^()]*(\([^()]*\)[^()]*)*\)/g, "")
    .replace(/\(\?:[^()]*(\([^()]*\)[^()]*)*\)\?/g, "")
    .replace(/\((\?:)?\[\^\/\]\+\)|\[\^\/\]\+/g, "x")
    .replace(/\((?:\?:)?([^()|]*)\|[^()]*\)/g, "$1")
    .replace(/\(?\.\*\)?/g, "");
  if (!path.test(made))
    throw new Error(`no path could be made for ${name}: ${path.source} does not match ${made}`);
  return made;
}

/** The server on a database of tests. */
export async function listen(
  db: TestDatabase,
  options: ListenOptions & { limits?: ReaderLimits } = {},
  env: Record<string, string> = {},
): Promise<TestServer> {
  const store = connectStore(readEnv(env), db.url, undefined, options.limits);
  const server = createServer(store, options);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    store,
    keyFor: async (project, scopes) => {
      const { key, prefix, hash } = makeApiKey();
      await db.owner`
        insert into api_keys (project_id, name, prefix, key_hash, scopes)
        values (${project.id}, 'test', ${prefix}, ${hash}, ${[...scopes]}::text[])`;
      return key;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await store.close();
    },
  };
}
