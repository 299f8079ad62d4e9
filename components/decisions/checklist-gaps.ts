import { type FeatureFigures, LOGGED, type LoggedId, stateOf } from "@/lib/decisions/checklist";

const DO: Partial<Record<LoggedId, string>> = {
  start: "some uses have no end: close the root span, also when it fails",
  decision: "decisions lack an outcome: send recount.decision.outcome, or say it in a rule",
  subject: "decisions lack a subject: send recount.decision.subject, or say it in a rule",
  failure: "failures lack a kind: send the error's type or status code",
  action: "tools lack results: record each tool call's result or error",
  override: "no review was recorded: send scores with source reviewer where people check answers",
  report: "no report was seen: put the snippet for reports into your page",
  input: "what was asked is not recorded: send input messages",
  output: "answers are not recorded: send output messages",
  policy: "calls lack their instructions: record the system prompt",
  context: "retrievals lack their documents: record them with id, version and date",
  model: "calls lack their model: send the response's model name",
  release: "the release is not recorded: set service.version",
  environment: "the environment is not recorded: set deployment.environment.name",
  user: "neither user nor session is recorded: send user.id or session.id",
  clock: "times were laid out by an importer: send live traces",
  whole: "the client cuts attributes: raise its length limits",
};

/** What a feature's log lacks and what to do, in sentences. */
export const gapsOf = ({ held }: FeatureFigures): string[] =>
  (Object.keys(LOGGED) as LoggedId[]).flatMap((id) => {
    const state = stateOf(id, held[id]);
    if (state === "all" || state === "seen" || state === "not seen") return [];
    const { held: has, of } = held[id];
    const share =
      state === "some" ? ` (${has.toLocaleString("en")} of ${of.toLocaleString("en")} hold it)` : "";
    return [`${DO[id] ?? LOGGED[id].words}${share}`];
  });
