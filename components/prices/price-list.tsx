import { Badge } from "@/components/ui/badge";
import { Table, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { ModelTraffic } from "@/lib/traffic/model-traffic";

const COLUMNS = [
  ["input_mtok", "Input"],
  ["cache_read_mtok", "Cache read"],
  ["cache_write_mtok", "Cache write"],
  ["output_mtok", "Output"],
] as const;

/** What every model that is used costs now, and who says so. */
export function PriceList({ rows }: { rows: readonly ModelTraffic[] }) {
  return (
    <Table
      caption="Prices in effect, by model"
      className="max-h-120"
      footer="US dollars a million tokens, standard service tier, a call of any size; larger calls of some models cost more. A dash is charged as input."
    >
      <TableHead>
        <Th>Model</Th>
        <Th>Provider</Th>
        {COLUMNS.map(([key, label]) => (
          <Th key={key} numeric>
            {label}
          </Th>
        ))}
        <Th>Priced as</Th>
        <Th>Since</Th>
        <Th>Source</Th>
      </TableHead>
      <tbody>
        {rows.map(({ provider, model, price }) => (
          <Tr key={JSON.stringify([provider, model])}>
            <Td className="max-w-64 truncate font-mono" title={model ?? undefined}>
              {model ?? "–"}
            </Td>
            <Td dim>{provider ?? "–"}</Td>
            {COLUMNS.map(([key]) => (
              <Td key={key} numeric>
                {price?.units[key] ?? "–"}
              </Td>
            ))}
            <Td dim className="max-w-52 truncate font-mono">
              {price === null
                ? "–"
                : price.provider === "*"
                  ? price.model
                  : `${price.provider}/${price.model}`}
            </Td>
            <Td dim className="tabular">
              {price?.validFrom ?? "–"}
            </Td>
            <Td>
              {price === null ? (
                <Badge tone="warn">no price</Badge>
              ) : price.source === "own" ? (
                <Badge tone="accent">own</Badge>
              ) : (
                <span className="text-ink-2">{price.source}</span>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
