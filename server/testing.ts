import http from "node:http";
import type { AddressInfo } from "node:net";

import { vi } from "vitest";

import { leaveStore, store } from "@/app/store";
import type { TestDatabase, TestProject } from "@/db/testing";
import { makeApiKey } from "@/lib/auth/api-key";

import { answerBudget, budgetDoorOf } from "./budget-doors";

export interface BudgetServer {
  url: string;
  /** A key of the project. */
  keyFor: (project: TestProject, scopes: readonly string[]) => Promise<string>;
  close: () => Promise<void>;
}

/** Our own server with the doors for budgets on a database of tests; one a process, since a process has one store. */
export async function listenForBudgets(db: TestDatabase): Promise<BudgetServer> {
  vi.stubEnv("DATABASE_URL", db.url);
  store();
  const server = http.createServer((request, response) => {
    const door = budgetDoorOf(request.url ?? "");
    if (door) void answerBudget(door, request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
      const { sql, budgets } = store();
      await leaveStore();
      await Promise.all([sql.end(), budgets.sql.end()]);
    },
  };
}
