/** What one transaction reads of what was said, as the read log tells it. */
export class ContentScope {
  /** Whether any of it was read. */
  touched = false;
  readonly traceIds = new Set<string>();

  /** @param readable whether whoever asks may read what was said */
  constructor(readonly readable: boolean) {}
}

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
  scope.touched = true;
  for (const id of traceIds) scope.traceIds.add(id.replaceAll("-", ""));
}
