import { plural } from "@/lib/format/count";
import type { Share } from "@/lib/stats/compare-shares";

import type { Asked } from "./experiment";
import type { PartEffect, WhatIfResult } from "./find-cause";
import { outcomeText } from "./outcome-text";

type Told = Pick<NonNullable<Asked["whatIf"]>, "outcome" | "parts">;

const of = ({ part, whole }: Share): string => `${part} of ${plural(whole, "run")}`;

/**
 * What came of leaving parts out, in sentences: the first names the cause, or says that none is established.
 * "Without document 3 the answer is a refusal in 1 of 10 runs; with nothing taken out, in 19 of 20 runs."
 */
export function sayResult({ outcome, parts }: Told, result: WhatIfResult): { title: string; text: string } {
  const name = (key: string): string => parts.find((one) => one.key === key)?.label ?? key;
  const causes = result.parts.filter(({ established }) => established);
  const effect = ({ part, without }: PartEffect): string =>
    `Without ${name(part).toLowerCase()} ${outcomeText(outcome)} in ${of(without)}`;
  const unchanged = `with nothing taken out, in ${of(result.unchanged)}`;
  const [first] = causes;
  if (result.unchanged.whole === 0)
    return { title: "Nothing was answered", text: "No run of the call as it was recorded gave an answer." };
  if (first !== undefined)
    return {
      title: `It depends on ${causes.map(({ part }) => name(part).toLowerCase()).join(" and on ")}`,
      text: `${causes.map(effect).join(". ")}; ${unchanged}.`,
    };
  const [nearest] = result.parts;
  const hint =
    "It may depend on several parts together, on something that was not tried, or on chance; more runs show smaller effects.";
  return {
    title: parts.length === 1 ? "No effect is established" : "None of the parts is established as the cause",
    text: `${nearest === undefined ? "" : `${effect(nearest)}; ${unchanged}. `}${hint}`,
  };
}
