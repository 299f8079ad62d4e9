/** What one transaction reads of what was said, as the read log tells it. */
export class ContentScope {
  /** Whether any of it was read. */
  touched = false;
  readonly traceIds = new Set<string>();

  /**
   * @param readable whether whoever asks may read what was said
   * @param onTouch called once, as soon as some of it is about to be read
   */
  constructor(
    readonly readable: boolean,
    private readonly onTouch: () => void = () => {},
  ) {}

  touch(traceIds: Iterable<string>): void {
    for (const id of traceIds) this.traceIds.add(plainId(id));
    if (this.touched) return;
    this.touched = true;
    this.onTouch();
  }
}

/** A UUID as 32 hex digits. */
export const plainId = (id: string): string => id.replaceAll("-", "").toLowerCase();

const scopes = new WeakMap<object, ContentScope>();

/** @param tx in which content may be read from now on */
export const openScope = (tx: object, scope: ContentScope): void => void scopes.set(tx, scope);

/**
 * Said wherever content is taken out of the store to be answered with: a transaction that was not opened by `readContent` would hand
 * it on without a row in the audit log, so it may not read it.
 * @param traceIds of which it is, as far as it is known here: UUIDs, or 32 hex digits
 */
export function noteContent(tx: object, traceIds: Iterable<string> = []): void {
  const scope = scopes.get(tx);
  if (scope === undefined) throw new Error("content is read outside of readContent: nothing would be logged");
  if (!scope.readable) throw new Error("content is read for somebody who may not read it");
  scope.touch(traceIds);
}
