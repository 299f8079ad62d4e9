/** What a PostgreSQL URL says, in the terms that the driver takes. */
export type ServerAddress = {
  hosts: { host: string; port: number }[];
  /** A directory: the server is reached over its Unix socket in there. */
  socketDir: string | undefined;
  database: string;
  user: string;
  password: string;
  sslmode: string | undefined;
  /** Other query parameters: start-up parameters of the session. */
  parameters: Record<string, string>;
};

const KNOWN = new Set([
  "host",
  "port",
  "user",
  "password",
  "dbname",
  "sslmode",
  "connect_timeout",
  "schema",
  "pgbouncer",
]);

/**
 * Reads `postgres://user:password@host:port/database?…` as libpq does, with the socket directory as
 * `?host=/run/postgresql` (and an empty host: a form that the standard URL parser refuses) or as an encoded host.
 * @throws TypeError when it is no PostgreSQL URL.
 */
export function parseServerUrl(url: string): ServerAddress {
  const match = /^postgres(?:ql)?:\/\/(?:([^@/?]*)@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/.exec(url);
  if (!match) throw new TypeError("not a PostgreSQL URL (postgres://user:password@host:5432/database)");
  const [, credentials = "", authority = "", path = "", query = ""] = match;
  const parameters = Object.fromEntries(new URLSearchParams(query));
  const [user = "", ...password] = credentials.split(":");
  const hosts = authority.split(",").map((part) => hostOf(part, parameters.port));
  const socketDir = [parameters.host, hosts[0]?.host].find((host) => host?.startsWith("/"));
  if (parameters.host && !socketDir) hosts.splice(0, hosts.length, hostOf(parameters.host, parameters.port));
  return {
    hosts,
    socketDir,
    user: parameters.user ?? (decodeURIComponent(user) || "postgres"),
    password: parameters.password ?? decodeURIComponent(password.join(":")),
    database: parameters.dbname ?? (decodeURIComponent(path) || decodeURIComponent(user) || "postgres"),
    sslmode: parameters.sslmode,
    parameters: Object.fromEntries(Object.entries(parameters).filter(([name]) => !KNOWN.has(name))),
  };
}

function hostOf(part: string, portParameter: string | undefined): { host: string; port: number } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(part);
  if (!match) throw new TypeError("not a PostgreSQL URL (postgres://user:password@host:5432/database)");
  const host = decodeURIComponent(match[1] ?? "").replace(/^\[|\]$/g, "");
  return { host: host || "localhost", port: Number(match[2] ?? portParameter ?? 5432) };
}

/** The same server and user, another database. */
export function withDatabase(url: string, database: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/?#]*)(?:\/[^?#]*)?/, `$1/${encodeURIComponent(database)}`);
}

/** For people and logs: never shows the password. */
export function describeServer(url: string): string {
  const { hosts, socketDir, database } = parseServerUrl(url);
  const where = socketDir ?? hosts.map(({ host, port }) => `${host}:${port}`).join(",");
  return `${database} at ${where}`;
}
