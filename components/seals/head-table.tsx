import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TAKES_THE_REST, TableHead, Td, Th, Tr } from "@/components/ui/table";
import { formatCount } from "@/lib/format/count";
import type { ShownHead } from "@/lib/seals/list-seals";

import { gapWords } from "./gap-words";

/** Signed heads, the newest first, with what each says is missing. */
export function HeadTable({ caption, heads }: { caption: string; heads: readonly ShownHead[] }) {
  const anchored = heads.some((head) => head.anchored);
  return (
    <Table caption={caption} className="max-h-96">
      <TableHead>
        <Th numeric>Head</Th>
        <Th>Signed</Th>
        <Th numeric>Leaves</Th>
        <Th>Root</Th>
        <Th>Key</Th>
        {anchored && <Th>Put outside</Th>}
        <Th className={TAKES_THE_REST}>Missing since the head before</Th>
      </TableHead>
      <tbody>
        {heads.map((head) => (
          <Tr key={head.number}>
            <Td numeric>{head.number}</Td>
            <Td>
              <RelativeTime at={head.made_at} />
            </Td>
            <Td numeric>{formatCount(head.size)}</Td>
            <Td>
              <span className="inline-flex items-center gap-1 font-mono" data-tip={head.root}>
                {head.root.slice(0, 12)}
                <CopyButton text={head.root} what="root" />
              </span>
            </Td>
            <Td>
              <span className="font-mono">{head.key}</span>
            </Td>
            {anchored && <Td dim>{head.anchored ? "yes" : "not yet"}</Td>}
            <Td dim className="whitespace-normal!">
              {gapWords(head.gaps)}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
