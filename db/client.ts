import net from "node:net";
import postgres from "postgres";
import { PATIENCE_MS, type Pulse, pulseOf, ServerSilent } from "./pulse";
import { installTypes } from "./types";
import { parseServerUrl, type ServerAddress } from "./url";

/** A pool of connections; also the tagged template that queries are written in. */
export type Sql = postgres.Sql;
/** Inside a transaction. */
export type Tx = postgres.TransactionSql;
/** Either: for functions that do not care whether a transaction is open. */
export type Querying = postgres.ISql;

export type ConnectOptions = {
  /**
   * The role that every statement runs under. `recount_app` and `recount_worker` are subject to row-level security;
   * `null` keeps the user of the URL, who owns the tables (migrations, set-up, retention).
   */
  role: "recount_app" | "recount_worker" | null;
  /** Connections at most, 10 unless told. */
  max?: number;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
  /**
   * False: every statement is planned anew with its values. For work on partitions that grow from nothing to millions of rows
   * within a day: a plan kept from the first minute reads the whole partition by the wrong index for hours.
   */
  prepare?: boolean;
  /** Seconds until an attempt to connect fails, 10 unless told. */
  connectTimeoutS?: number;
  /**
   * Seconds that one question may take; absent: for ever. The server ends what takes longer, and where no answer comes of it
   * the connection is given up. Also: whoever waits for a server that does not answer at all is told within seconds (pulse.ts).
   */
  deadlineS?: number;
};

/** The server's own deadline comes first: it says what it has cancelled. */
const SERVER_LEAD_S = 1;

/**
 * Opens a pool (lazily: the first query connects). It retries nothing: a caller that may repeat its statement says so itself.
 * @throws TypeError when the URL is none; queries reject with the driver's errors.
 */
export function connect(url: string, options: ConnectOptions): Sql {
  const address = parseServerUrl(url);
  const settings = {
    ...whereabouts(address),
    max: options.max ?? 10,
    connect_timeout: options.connectTimeoutS ?? 10,
    prepare: options.prepare ?? true,
    connection: {
      ...address.parameters,
      application_name: options.applicationName ?? "recount",
      ...sessionSettings(options.role),
      ...(options.deadlineS ? { statement_timeout: (options.deadlineS - SERVER_LEAD_S) * 1000 } : {}),
    } as Partial<postgres.ConnectionParameters>,
  } as postgres.Options<Record<string, never>>;
  const sql = (options.deadlineS ? hearing(url, settings, options.deadlineS) : postgres(settings)) as Sql;
  requirePatch(sql);
  installTypes(sql);
  // With fetch_types off, the driver's reserve() never resolves when it has to open a connection first. Use begin(), or
  // a pool of one.
  sql.reserve = () =>
    Promise.reject(new Error("reserve() hangs on a new connection: use begin() or connect({ max: 1 })"));
  return sql;
}

/** How often a connection looks whether anything has come: two times in silence are one {@link PATIENCE_MS}. */
const LOOK_S = PATIENCE_MS / 2000;

/** A pool whose questions end when the server does not answer. */
function hearing(url: string, settings: postgres.Options<Record<string, never>>, deadlineS: number): Patched {
  const pulse = pulseAt(url);
  const { socket } = settings as { socket: () => net.Socket };
  const sql = postgres({
    ...settings,
    // Attempts are made only where somebody asks, who is told at once when they fail.
    backoff: () => 0.05,
    patience: LOOK_S,
    deadline: deadlineS,
    onsilence: () => (pulse.isSilent ? sql.hangUp(new ServerSilent()) : pulse.suspect()),
    socket: () => (pulse.isSilent ? deadSocket() : pulse.hears(socket())),
  } as postgres.Options<Record<string, never>>) as unknown as Patched;
  const off = pulse.onSilence((error) => sql.hangUp(error));
  const end = sql.end.bind(sql);
  sql.end = (how) => {
    off();
    return end(how);
  };
  return sql;
}

/** Whether the server of a URL answers, as all pools of this thread find it. */
export function pulseAt(url: string): Pulse {
  return pulseOf(url, () => {
    const address = parseServerUrl(url);
    const connection = { ...address.parameters, application_name: "recount pulse" };
    return { ...whereabouts(address), connection } as postgres.Options<Record<string, never>>;
  });
}

/** How a server is reached. */
const whereabouts = (address: ServerAddress) => ({
  // The socket factory connects; the driver reads this list for its length (when to try the next) and its messages.
  host: address.hosts.map(({ host, port }) => `${host.replaceAll(":", "_")}:${port}`).join(","),
  ...(address.socketDir ? { path: socketPath(address) } : {}),
  username: address.user,
  password: address.password,
  database: address.database,
  ssl: sslOf(address.sslmode),
  // Asking pg_type for array types costs a round trip per connection; `types.ts` knows the ones in use.
  fetch_types: false,
  onnotice: () => {},
  socket: socketFactory(address),
});

type Patched = Sql & { hangUp: (error: Error) => void };

/** The driver was installed without our changes to it; the message is a sentence for a person at a terminal. */
export class DriverError extends Error {
  override readonly name = "DriverError";
}

/** @throws DriverError */
function requirePatch(sql: Sql): void {
  if (typeof (sql as Partial<Patched>).hangUp === "function") return;
  throw new DriverError(
    'The database driver is installed without its patch (patches/), and would hang when the database restarts: run "npx patch-package" (installing with --ignore-scripts leaves it out).',
  );
}

/** One that fails as soon as the driver listens to it. */
function deadSocket(): net.Socket {
  const socket = new net.Socket();
  setImmediate(() => socket.destroy(new ServerSilent()));
  return socket;
}

/** What every session of this program begins with. */
export const sessionSettings = (role: ConnectOptions["role"]): Record<string, string> => ({
  TimeZone: "UTC",
  DateStyle: "ISO",
  // Plain PostgreSQL takes these two as placeholders; on Citus `set local app.project_id` must reach the workers.
  "citus.propagate_set_commands": "local",
  "citus.max_cached_conns_per_worker": "16",
  ...(role ? { role } : {}),
});

/**
 * Sockets with TCP_NODELAY: the driver writes a query as several small packets and never sets it, so each would wait
 * for the acknowledgement of the one before (up to 9 times slower on small batches).
 *
 * The socket is handed over while it is still connecting. An awaited connection that fails would leave the driver's
 * connection in its "connecting" list for ever, and after `max` of those every query hangs; a socket that fails later
 * tells the driver by its events.
 */
function socketFactory(address: ServerAddress): () => net.Socket {
  let next = 0;
  return () => {
    if (address.socketDir) return net.connect({ path: socketPath(address) });
    const target = address.hosts[next++ % address.hosts.length] ?? { host: "localhost", port: 5432 };
    // The driver reads `host` for the TLS server name.
    return Object.assign(net.connect({ ...target, noDelay: true }), target);
  };
}

function socketPath({ socketDir, hosts }: ServerAddress): string {
  return `${socketDir}/.s.PGSQL.${hosts[0]?.port ?? 5432}`;
}

/** libpq's words. `prefer`, its default, would double the failed connections of a server that is away: plain unless asked for. */
function sslOf(
  sslmode: string | undefined,
): "require" | "prefer" | "verify-full" | false | { rejectUnauthorized: true } {
  switch (sslmode) {
    case "require":
    case "prefer":
    case "verify-full":
      return sslmode;
    case "allow":
      return "prefer";
    case "verify-ca":
      return "verify-full";
    default:
      return false;
  }
}
