import { Check, CircleDashed, Minus, X } from "lucide-react";

import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { formatCount } from "@/lib/format/count";
import { formatPercent } from "@/lib/format/percent";
import {
  type FeatureFigures,
  LOGGED,
  type LoggedId,
  type LoggedState,
  stateOf,
} from "@/lib/decisions/checklist";

const STATES: Record<LoggedState, { icon: typeof Check; word: string; className: string }> = {
  all: { icon: Check, word: "yes", className: "text-ink" },
  some: { icon: CircleDashed, word: "in part", className: "text-warn" },
  none: { icon: X, word: "no", className: "text-bad" },
  "not seen": { icon: Minus, word: "did not occur", className: "text-ink-3" },
  seen: { icon: Check, word: "occurs", className: "text-ink" },
};

/** Each item of the checklist by feature; a cell says how many of how many, never a colour alone. */
export function ChecklistTable({ features }: { features: readonly FeatureFigures[] }) {
  const ids = Object.keys(LOGGED) as LoggedId[];
  const groups = [...new Set(ids.map((id) => LOGGED[id].group))];
  return (
    <Table caption="Logging checklist" pinned>
      <TableHead>
        <Th className="min-w-60">What is to be logged</Th>
        {features.map(({ feature, traces }) => (
          <Th
            key={feature}
            className="max-w-52 truncate"
            data-tip={`${feature}: ${formatCount(traces)} traces`}
          >
            {feature}
          </Th>
        ))}
      </TableHead>
      {groups.map((group) => (
        <tbody key={group}>
          <Tr>
            <Td colSpan={features.length + 1} className="font-medium">
              {group}
            </Td>
          </Tr>
          {ids
            .filter((id) => LOGGED[id].group === group)
            .map((id) => (
              <Tr key={id}>
                <Td className="max-w-96 whitespace-normal">{LOGGED[id].words}</Td>
                {features.map(({ feature, held }) => (
                  <Td key={feature}>
                    <Cell state={stateOf(id, held[id])} {...held[id]} />
                  </Td>
                ))}
              </Tr>
            ))}
        </tbody>
      ))}
    </Table>
  );
}

function Cell({ state, held, of }: { state: LoggedState; held: number; of: number }) {
  const { icon: Icon, word, className } = STATES[state];
  return (
    <span
      className={`inline-flex items-center gap-1.5 ${className}`}
      data-tip={`${formatCount(held)} of ${formatCount(of)}`}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {word}
      {state === "some" && <span className="tabular text-ink-2">{formatPercent(held / of)}</span>}
    </span>
  );
}
