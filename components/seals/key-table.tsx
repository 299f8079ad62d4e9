import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TAKES_THE_REST, TableHead, Td, Th, Tr } from "@/components/ui/table";
import type { Seals } from "@/lib/seals/list-seals";

/** Keys that ever signed, the newest first. */
export function KeyTable({ keys }: { keys: Seals["keys"] }) {
  return (
    <Table caption="Keys of this instance">
      <TableHead>
        <Th numeric>Key</Th>
        <Th>Id</Th>
        <Th>Public key (Ed25519)</Th>
        <Th>Since</Th>
        <Th className={TAKES_THE_REST}>Announced</Th>
      </TableHead>
      <tbody>
        {keys.toReversed().map(({ number, id, publicKey, madeAt, isAnnounced }) => (
          <Tr key={id}>
            <Td numeric>{number}</Td>
            <Td>
              <span className="font-mono">{id}</span>
            </Td>
            <Td>
              <span className="inline-flex items-center gap-1 font-mono" data-tip={publicKey}>
                {publicKey.slice(0, 16)}…
                <CopyButton text={publicKey} what="public key" />
              </span>
            </Td>
            <Td>
              <RelativeTime at={madeAt} />
            </Td>
            <Td dim>
              {number === 1
                ? "the first"
                : isAnnounced
                  ? "by the key before it"
                  : "by nobody: the key before was not at hand"}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
