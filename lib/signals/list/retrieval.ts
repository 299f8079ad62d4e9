import type { Interaction } from "../interaction";
import type { Signal } from "../signal";

const documentsOf = ({ retrievals }: Interaction) => retrievals.flatMap(({ documents }) => documents ?? []);

/** What is found for a question. */
export const RETRIEVAL: readonly Signal[] = [
  {
    name: "retrievals",
    label: "Retrievals",
    kind: "mean",
    unit: "count",
    direction: "both",
    words: { up: "interactions search more", down: "interactions search less" },
    of: ({ retrievals, isError }) => (isError ? null : retrievals.length),
  },
  {
    name: "documents",
    label: "Documents of a retrieval",
    kind: "mean",
    unit: "count",
    direction: "both",
    words: { up: "retrievals find more documents", down: "retrievals find fewer documents" },
    reads: "texts",
    of: ({ retrievals }) =>
      retrievals.flatMap(({ documents, isError }) => (isError ? [] : (documents?.length ?? []))),
  },
  {
    name: "found_nothing",
    label: "Retrievals that find nothing",
    kind: "share",
    unit: "share",
    direction: "both",
    words: { up: "more retrievals find nothing", down: "fewer retrievals find nothing" },
    reads: "texts",
    of: ({ retrievals }) =>
      retrievals.flatMap(({ documents, isError }) =>
        isError || documents === null ? [] : documents.length === 0,
      ),
  },
  {
    name: "retrieval_score",
    label: "Scores of retrieved documents",
    kind: "mean",
    unit: "score",
    direction: "both",
    words: { up: "documents match better", down: "documents match worse" },
    reads: "texts",
    // Documents of a retrieval are not independent: its mean is one observation.
    of: ({ retrievals }) =>
      retrievals.flatMap(({ documents }) => {
        const scores = (documents ?? []).flatMap(({ score }) => score ?? []);
        return scores.length === 0 ? [] : scores.reduce((sum, score) => sum + score, 0) / scores.length;
      }),
  },
  {
    name: "document_age",
    label: "Age of retrieved documents",
    kind: "distribution",
    unit: "milliseconds",
    direction: "both",
    words: { up: "retrieved documents are older", down: "retrieved documents are newer" },
    reads: "texts",
    of: (interaction) => documentsOf(interaction).flatMap(({ ageMs }) => ageMs ?? []),
  },
];
