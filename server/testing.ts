import type { AddressInfo } from "node:net";

import type { TestDatabase, TestProject } from "@/db/testing";
import { makeApiKey } from "@/lib/auth/api-key";
import { readEnv } from "@/lib/env";

import { createServer, type ListenOptions } from "./listen";
import { connectStore, type Store } from "./store";

export interface TestServer {
  url: string;
  store: Store;
  /** A key of the project. */
  keyFor: (project: TestProject, scopes: readonly string[]) => Promise<string>;
  close: () => Promise<void>;
}

/** The server on a database of tests. */
export async function listen(db: TestDatabase, options: ListenOptions = {}): Promise<TestServer> {
  const store = connectStore(readEnv({}), db.url);
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
