/** Reads of what was said, by what was asked; with the words in which people are told. */
export const READ_ACTIONS = {
  "trace.read": "read the trace",
  "span.read": "read a span of the trace",
  "traces.listed": "read the beginnings of traces in a list",
  "traces.searched": "searched what was said",
  "session.read": "read the conversation",
  "sessions.listed": "read judgements of conversations",
  "comments.read": "read comments",
  "mentions.read": "read comments that name them",
  "prompt.read": "read the text of a prompt",
  "kept_trace.read": "read what is kept with an incident",
  "post_mortem.read": "read a post-mortem",
  "experiment.read": "read an experiment",
  "experiments.listed": "read the list of experiments",
  "replay.read": "read recorded calls",
  "replay.answered": "was answered from the recording",
  "decisions.listed": "read the list of decisions",
  "decision.read": "read the decision record",
  "decision_rule.tried": "tried a rule for decisions on stored traces",
  "evidence.made": "saved evidence",
  "quarantine.read": "read what was refused",
} as const;

export type ReadAction = keyof typeof READ_ACTIONS;
