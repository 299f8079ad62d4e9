import { ANSWERS } from "./list/answers";
import { EFFORT } from "./list/effort";
import { HEALTH } from "./list/health";
import { QUESTIONS } from "./list/questions";
import { RETRIEVAL } from "./list/retrieval";
import { SPEED } from "./list/speed";
import { TOOLS } from "./list/tools";
import type { Signal } from "./signal";

/** Every signal of interactions, in the order in which people read them. */
export const SIGNALS: readonly Signal[] = [
  ...HEALTH,
  ...SPEED,
  ...EFFORT,
  ...ANSWERS,
  ...TOOLS,
  ...RETRIEVAL,
  ...QUESTIONS,
];
