import { languageOf } from "../language-of";
import { topicOf } from "../topic-of";
import type { Signal } from "../signal";

/** What people ask. */
export const QUESTIONS: readonly Signal[] = [
  {
    name: "input_length",
    label: "Length of questions",
    kind: "distribution",
    unit: "characters",
    direction: "both",
    words: { up: "questions are longer", down: "questions are shorter" },
    reads: "texts",
    of: ({ texts }) => (texts?.input ? texts.input.length : null),
  },
  {
    name: "languages",
    label: "Languages of questions",
    kind: "mix",
    unit: "share",
    direction: "both",
    words: { up: "more questions are in this language", down: "fewer questions are in this language" },
    reads: "texts",
    of: ({ texts }) => (texts?.input ? languageOf(texts.input) : null),
  },
  {
    name: "topics",
    label: "Topics of questions",
    kind: "mix",
    unit: "share",
    direction: "both",
    words: { up: "more questions use such words", down: "fewer questions use such words" },
    reads: "texts",
    of: ({ texts }) => (texts?.input ? topicOf(texts.input) : null),
  },
];
