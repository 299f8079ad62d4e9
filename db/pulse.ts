import type { Socket } from "node:net";

import postgres from "postgres";

/**
 * Whether a server answers at all. One that is stopped, out of memory or behind a network that swallows packets refuses nothing:
 * whoever asks it waits for ever. Connections tell here when they have waited; a question on a connection of its own then says
 * whether the server is slow with what it was asked, or silent. When it is silent, everybody who waits is told at once, and
 * whoever asks meanwhile; it is asked again until it answers.
 */
export class Pulse {
  private silent = false;
  private asking = false;
  private readonly listeners = new Set<(error: ServerSilent) => void>();
  private readonly sockets = new Set<Socket>();

  /** @param ask resolves when the server answers, whatever it says */
  constructor(private readonly ask: () => Promise<void>) {}

  /** Whether it is known not to answer. */
  get isSilent(): boolean {
    return this.silent;
  }

  /** Told once whenever the server falls silent. @returns what ends that */
  onSilence(listener: (error: ServerSilent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** What comes by a connection shows that the server answers somebody. @returns the same */
  hears(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
    return socket;
  }

  /** Asks once whether questions are answered now: a server that refuses them, or is just starting, answers and does not help. */
  async takesQuestions(): Promise<boolean> {
    const asked = this.ask().then(
      () => true,
      () => false,
    );
    return !this.silent && (await Promise.race([asked, sleep(ANSWER_MS).then(() => false)]));
  }

  /** Somebody has waited for longer than is usual. */
  suspect(): void {
    if (this.asking || this.silent) return;
    this.asking = true;
    void this.answers().then((answers) => {
      this.asking = false;
      if (!answers) this.fallSilent();
    });
  }

  /**
   * The same promise, but rejected as soon as the server is known to be silent.
   * @param late called then, to let go of what waits
   * @throws ServerSilent
   */
  async whileAnswering<T>(
    work: () => Promise<T>,
    late: (error: ServerSilent) => void = () => {},
  ): Promise<T> {
    if (this.silent) throw new ServerSilent();
    let off = (): void => {};
    const waiting = setInterval(() => this.suspect(), PATIENCE_MS).unref();
    const silence = new Promise<never>((_, reject) => {
      off = this.onSilence((error) => {
        late(error);
        reject(error);
      });
    });
    try {
      return await Promise.race([work(), silence]);
    } finally {
      clearInterval(waiting);
      off();
    }
  }

  private fallSilent(): void {
    this.silent = true;
    for (const listener of [...this.listeners]) listener(new ServerSilent());
    const again = async (): Promise<void> => {
      if (await this.answers()) this.silent = false;
      else setTimeout(() => void again(), REST_MS).unref();
    };
    void again();
  }

  private async answers(): Promise<boolean> {
    let answered = false;
    const before = this.bytesHeard();
    const asked = this.ask().then(
      () => (answered = true),
      () => (answered = true), // refused, starting, full: it says so
    );
    await Promise.race([asked, sleep(ANSWER_MS)]);
    // An answer may have come while this process was busy and its timers were late.
    if (!answered) await Promise.race([asked, sleep(LATE_MS)]);
    // Busy, for it answers others: a new connection may take it longer.
    if (!answered && this.bytesHeard() !== before) await Promise.race([asked, sleep(BUSY_MS)]);
    return answered;
  }

  private bytesHeard(): number {
    let bytes = 0;
    for (const socket of this.sockets) bytes += socket.bytesRead;
    return bytes;
  }
}

/** A connection waits for so long before the server is asked whether it answers at all. With what follows less than two seconds. */
export const PATIENCE_MS = 500;
const ANSWER_MS = 1_000;
const LATE_MS = 100;
/** On top, while other connections are answered. */
const BUSY_MS = 2_000;
const REST_MS = 500;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** The database takes connections, or did, and says nothing: it hangs, or the network to it does. */
export class ServerSilent extends Error {
  override readonly name = "ServerSilent";
  readonly code = "SERVER_SILENT";

  constructor() {
    super("The database is silent: it does not answer, and refuses nothing either");
  }
}

const NEVER = new Promise<never>(() => {});

const pulses = new Map<string, Pulse>();

/** One for a server, whatever pools of this thread ask it. @param options of the driver, to reach it */
export function pulseOf(url: string, options: () => postgres.Options<Record<string, never>>): Pulse {
  let pulse = pulses.get(url);
  if (pulse === undefined) pulses.set(url, (pulse = new Pulse(() => askOnce(options()))));
  return pulse;
}

async function askOnce(options: postgres.Options<Record<string, never>>): Promise<void> {
  const sql = postgres({ ...options, max: 1 });
  const late = sleep(ANSWER_MS + LATE_MS + BUSY_MS).then(() => sql.end({ timeout: 0 }));
  try {
    await sql`select 1`;
  } catch (error) {
    // Broken off here: that is no answer.
    if (/^CONNECT(ION_DESTROYED|_TIMEOUT)$/.test((error as { code?: string }).code ?? "")) await NEVER;
    throw error;
  } finally {
    void sql.end({ timeout: 0 });
    void late;
  }
}
