import { defineConfig } from "drizzle-kit";

/** For `drizzle-kit studio` and checks; migrations are written as SQL (drizzle has no "partition by"). */
export default defineConfig({
  dialect: "postgresql",
  schema: "./db/schema",
  dbCredentials: { url: process.env.DATABASE_URL ?? "postgres://localhost/recount" },
});
