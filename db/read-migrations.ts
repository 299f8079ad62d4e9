import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const MIGRATIONS_DIR = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");

export interface Migration {
  version: number;
  name: string;
  checksum: string;
  text: string;
  /** `-- breaking` in its first lines: programs that do not know it must not go on beside it. */
  breaking: boolean;
  /** `-- concurrent indexes` in its first lines: nothing but indexes, built without keeping anybody from writing. */
  indexes: readonly IndexStatement[] | null;
}

/** `create index name on table definition;` */
export interface IndexStatement {
  name: string;
  table: string;
  definition: string;
}

/** The database cannot be brought to this schema; the message is one sentence for a person at a terminal. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/** The numbered files of a folder, in order. @throws MigrationError on a file name, number or index that does not fit. */
export async function readMigrations(dir: string = MIGRATIONS_DIR): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith(".sql")).toSorted();
  const migrations = await Promise.all(names.map((file) => readMigration(dir, file)));
  const twice = migrations.find(({ version }, index) => migrations[index + 1]?.version === version);
  if (twice) throw new MigrationError(`Two migrations have the number ${twice.version}.`);
  return migrations;
}

async function readMigration(dir: string, file: string): Promise<Migration> {
  const match = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file);
  if (!match) throw new MigrationError(`The migration ${file} must be named like 0001_name.sql.`);
  const text = (await readFile(path.join(dir, file), "utf8")).replaceAll("\r\n", "\n");
  const head = /^(?:--.*\n|\n)*/.exec(text)?.[0] ?? "";
  return {
    version: Number(match[1]),
    name: match[2] ?? "",
    checksum: createHash("sha256").update(text).digest("hex"),
    text,
    breaking: /^-- breaking$/m.test(head),
    indexes: /^-- concurrent indexes$/m.test(head) ? indexesOf(file, text) : null,
  };
}

function indexesOf(file: string, text: string): IndexStatement[] {
  const statements = text
    .replaceAll(/--.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
  return statements.map((statement) => {
    const match = /^create index ([a-z0-9_]+)\s+on ([a-z0-9_]+)\s+(.+)$/s.exec(statement);
    const [, name, table, definition] = match ?? [];
    if (!name || !table || !definition)
      throw new MigrationError(
        `The migration ${file} may hold nothing but "create index name on table ...;", since it is marked as "concurrent indexes".`,
      );
    return { name, table, definition };
  });
}
