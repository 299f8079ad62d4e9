/**
 * Where somebody was in a list, by its address, for the way back from a trace. Kept with the tab, forgotten with it.
 */
export interface Place {
  offset: number;
  selectedId: string | null;
  /** Ids of the traces that are selected, in the order in which they were. */
  picked: readonly string[];
  /** The stamp of the server's page that was shown with it. */
  readAt: number | null;
}

const NONE: readonly string[] = [];
const places = new Map<string, Place>();
const MOST = 50;
const keyOf = (projectSlug: string, search: string): string => `${projectSlug}${search}`;

export const placeIn = (projectSlug: string, search: string): Place =>
  places.get(keyOf(projectSlug, search)) ?? { offset: 0, selectedId: null, picked: NONE, readAt: null };

export function rememberPlace(projectSlug: string, search: string, change: Partial<Place>): void {
  const key = keyOf(projectSlug, search);
  const place = { ...placeIn(projectSlug, search), ...change };
  places.delete(key);
  places.set(key, place);
  // Oldest first: a Map keeps the order of insertion.
  for (const old of places.keys()) {
    if (places.size <= MOST) break;
    places.delete(old);
  }
}

/** The list that somebody is on the way back to, which stands as it was left. */
let returning: string | null = null;

/** Says that a list is opened again from one of its traces, which is then its current row. */
export function returnTo(projectSlug: string, search: string, traceId: string): void {
  rememberPlace(projectSlug, search, { selectedId: traceId });
  returning = keyOf(projectSlug, search);
}

export const isReturning = (projectSlug: string, search: string): boolean =>
  returning === keyOf(projectSlug, search);

export const hasReturned = (): void => void (returning = null);

export const forgetPlace = (projectSlug: string, search: string): void =>
  void places.delete(keyOf(projectSlug, search));
