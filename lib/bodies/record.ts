import {
  ALL_PARTS,
  type BodyIds,
  MESSAGE_PARTS,
  type MessagesPart,
  SINGLE_PARTS,
  type SinglePart,
  type WantedPart,
} from "./body-ids";
import type { Place } from "./body-ref";

/**
 * A record: which bodies a span carries, as JSON in the block where they lie. A body in the record's own block is named by its
 * place, one in another block by [place, block]. A list of messages is a list of runs [place, how many(, block)], so that a
 * history of two hundred messages that were written together costs some bytes.
 */
type Named = number | [item: number, block: number];
type Run = [item: number, count: number, block?: number];
type StoredRecord = Partial<Record<string, string | Named | Run[] | [Named, number | null][]>>;

const singles = Object.entries(SINGLE_PARTS) as [SinglePart, string][];
const lists = Object.entries(MESSAGE_PARTS) as [MessagesPart, string][];
const DOCUMENTS = "d";
const TRACE = "x";

/** What a record names, as places: singles in the order of {@link SINGLE_PARTS}, lists in that of {@link MESSAGE_PARTS}. */
export interface Placed {
  singles: (Place | null)[];
  lists: (Place[] | null)[];
  documents: { place: Place; score: number | null }[] | null;
}

/** Where all that a span carries lies. @param place of a body, by its name; called once for each in its order */
export const placedOf = (ids: BodyIds, place: (id: string) => Place): Placed => ({
  singles: singles.map(([part]) => {
    const id = ids[part];
    return id === null ? null : place(id);
  }),
  lists: lists.map(([part]) => ids[part]?.map(place) ?? null),
  documents: ids.documents?.map(({ id, score }) => ({ place: place(id), score })) ?? null,
});

/**
 * @param traceId 32 hex digits: whose it is, so that a text leads to the traces that carry it
 * @param block where the record itself will lie
 */
export function encodeRecord(traceId: string, placed: Placed, block: number): string {
  const named = (at: Place): Named => (at.block === block ? at.item : [at.item, at.block]);
  const record: StoredRecord = { [TRACE]: traceId };
  for (const [index, place] of placed.singles.entries())
    if (place !== null) record[(singles[index] as (typeof singles)[number])[1]] = named(place);
  for (const [index, places] of placed.lists.entries())
    if (places !== null) record[(lists[index] as (typeof lists)[number])[1]] = runsOf(places, block);
  if (placed.documents !== null)
    record[DOCUMENTS] = placed.documents.map(({ place, score }): [Named, number | null] => [
      named(place),
      score,
    ]);
  return JSON.stringify(record);
}

function runsOf(places: readonly Place[], own: number): Run[] {
  const runs: Run[] = [];
  let from: Place | null = null;
  let count = 0;
  const close = (): void => {
    if (from !== null) runs.push(from.block === own ? [from.item, count] : [from.item, count, from.block]);
  };
  for (const place of places) {
    if (from !== null && place.block === from.block && place.item === from.item + count) count++;
    else {
      close();
      from = place;
      count = 1;
    }
  }
  close();
  return runs;
}

/** What a stored record says, as places. */
export interface Carried {
  readonly traceId: string;
  single(part: SinglePart): Place | null;
  messages(part: MessagesPart): Place[] | null;
  documents(): { place: Place; score: number | null }[] | null;
}

/** What is left of a record that was erased. */
export const NOTHING_CARRIED: Carried = {
  traceId: "",
  single: () => null,
  messages: () => null,
  documents: () => null,
};

/** @param block where the record lies */
export const decodeRecord = (text: string, block: number): Carried => new Decoded(text, block);

/** Decoded as it is asked for: a class, since three functions a record are a tenth of what reading a trace costs. */
class Decoded implements Carried {
  private readonly record: StoredRecord;

  constructor(
    text: string,
    private readonly block: number,
  ) {
    this.record = JSON.parse(text) as StoredRecord;
  }

  get traceId(): string {
    return this.record[TRACE] as string;
  }

  single(part: SinglePart): Place | null {
    const named = this.record[SINGLE_PARTS[part]] as Named | undefined;
    return named === undefined ? null : this.placed(named);
  }

  messages(part: MessagesPart): Place[] | null {
    const runs = this.record[MESSAGE_PARTS[part]] as Run[] | undefined;
    if (runs === undefined) return null;
    const places: Place[] = [];
    for (const [item, count, where = this.block] of runs)
      for (let index = 0; index < count; index++) places.push({ item: item + index, block: where });
    return places;
  }

  documents(): { place: Place; score: number | null }[] | null {
    const documents = this.record[DOCUMENTS] as [Named, number | null][] | undefined;
    return documents?.map(([named, score]) => ({ place: this.placed(named), score })) ?? null;
  }

  private placed(named: Named): Place {
    return typeof named === "number"
      ? { item: named, block: this.block }
      : { item: named[0], block: named[1] };
  }
}

export const carriesNothing = (ids: BodyIds): boolean =>
  ids.documents === null &&
  singles.every(([part]) => ids[part] === null) &&
  lists.every(([part]) => ids[part] === null);

/** Where the bodies of a part lie. */
export function placesOf(carried: Carried, part: WantedPart): Place[] {
  if (part === "context:last" || part === "output:last")
    return carried.messages(part === "context:last" ? "context" : "output")?.slice(-1) ?? [];
  if (part === "documents") return carried.documents()?.map(({ place }) => place) ?? [];
  if (part in MESSAGE_PARTS) return carried.messages(part as MessagesPart) ?? [];
  const place = carried.single(part as SinglePart);
  return place === null ? [] : [place];
}

/** Where all lies that a record names. */
export const allPlacesOf = (carried: Carried): Place[] =>
  ALL_PARTS.flatMap((part) => placesOf(carried, part));
