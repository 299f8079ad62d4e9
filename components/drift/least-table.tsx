import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { LeastShown } from "@/lib/drift/engine/verdict";
import type { Unit } from "@/lib/signals/signal";

import { changeText } from "./least-shown";

const HOURS = [
  { inHours: 1, label: "An hour" },
  { inHours: 24, label: "A day" },
] as const;
const DIRECTIONS = [
  { direction: "up", label: "up" },
  { direction: "down", label: "down" },
] as const;
const COLUMNS = HOURS.flatMap((hours) =>
  DIRECTIONS.map((one) => ({ ...hours, ...one, label: `${hours.label}, ${one.label}` })),
);

/** What is watched of a signal, each with the smallest changes that an hour and a day would have shown. */
export function LeastTable({
  all,
  of,
  labels,
}: {
  all: readonly LeastShown[];
  /** The signal's unit. */
  of: Unit;
  /** By name of a component. */
  labels: ReadonlyMap<string, string>;
}) {
  const labelOf = (component: string) =>
    /^p\d+$/.test(component) ? `share above the usual ${component}` : (labels.get(component) ?? component);
  const components = [...new Set(all.map(({ component }) => component))];
  return (
    <div className="-mx-3.5">
      <p className="px-3.5 text-ink-2">
        The smallest changes that would have been found with a probability of 80 %, had they begun so long
        ago:
      </p>
      <Table caption="Smallest changes that would be found" compact pinned className="max-h-72">
        <TableHead>
          <Th>Watched</Th>
          {COLUMNS.map(({ label }) => (
            <Th key={label} numeric>
              {label}
            </Th>
          ))}
        </TableHead>
        <tbody>
          {components.map((component) => (
            <Tr key={component}>
              <Td className="max-w-60 truncate" title={labelOf(component)}>
                {labelOf(component)}
              </Td>
              {COLUMNS.map(({ inHours, direction, label }) => {
                const least = all.find(
                  (one) =>
                    one.component === component && one.inHours === inHours && one.direction === direction,
                );
                return (
                  <Td key={label} numeric>
                    {least === undefined ? "–" : changeText(least, of)}
                  </Td>
                );
              })}
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
