import type { Row } from "@/db/drizzle";
import type { findings } from "@/db/schema/incidents";

export type Rule = Row<typeof findings, "rule">["rule"];
export type Level = Row<typeof findings, "level">["level"];

/** What a rule has established, before it is known whether that is new. */
export interface Established<Detail extends object = object> {
  /** Row of the rule: a budget, a monitor; 0: of no row. */
  ruleId: number;
  /** Which of the rule's series: a user, a feature; '' where there is one. */
  series: string;
  /** Told once under it, as long as the store remembers. */
  key: string;
  level: Level;
  title: string;
  /** Path within the console. */
  link: string;
  /** The rule's figures. */
  detail: Detail;
  /** Which interactions it is about: query of the list of traces, without times; null: not known. */
  affected: string | null;
  /** When it began, and between which times that lies, epoch milliseconds. */
  beganAtMs: number;
  beganAfterMs?: number;
  beganBeforeMs?: number;
  /** Findings with the same cause belong to one incident; null: none is opened. */
  cause: Cause | null;
}

export interface Cause {
  key: string;
  /** What the incident is called. */
  title: string;
  /** One that is there already is called so from now on: it became an incident of more than it was. */
  renames?: true;
  /** Channels are told when the incident opens, is raised and resolved. */
  tell: boolean;
  /** Only these channels; absent: all that take such messages. */
  channelIds?: readonly number[] | undefined;
  /** The rule has a message of its own for its opening. */
  toldByRule?: true;
}

/** A finding that was not there before. */
export interface Opened<Detail extends object = object> extends Established<Detail> {
  id: string;
  /** Null: it opens none. */
  incidentId: string | null;
  /** The demo made what it is about, or a part of it. */
  simulated: boolean;
}

/** A finding that is over, and why, as a sentence. */
export interface Over {
  id: string;
  why: string;
}
