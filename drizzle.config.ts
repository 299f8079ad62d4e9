import { defineConfig } from "drizzle-kit";
import { readEnv } from "./lib/env";

/**
 * For `npx drizzle-kit studio`, which shows the tables of DATABASE_URL; of the embedded server that `npm start` runs:
 * `DATABASE_URL="postgres://recount@/recount?host=$PWD/.recount/socket"`. Migrations are SQL in db/migrations (drizzle has no
 * `partition by`, no policies of ours), so do not generate or push; `db/schema.test.ts` says where the two differ.
 */
export default defineConfig({
  dialect: "postgresql",
  casing: "snake_case",
  schema: "./db/schema/*.ts",
  out: ".recount/drizzle",
  schemaFilter: ["public"],
  dbCredentials: { url: readEnv().databaseUrl ?? "postgres://localhost/recount" },
});
