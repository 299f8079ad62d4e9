import { Prose } from "./prose";
import type { FieldRow } from "./schema-line";

const INDENT = ["pl-0", "pl-4", "pl-8", "pl-12"] as const;

/** Names with what they hold: parameters of a call, fields of a body or an answer. */
export function FieldTable({ rows, caption }: { rows: readonly FieldRow[]; caption: string }) {
  if (rows.length === 0) return null;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left text-s">
        <caption className="py-1 text-left text-s font-medium text-ink-2">{caption}</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${index} ${row.name}`} className="border-t border-line align-top">
              <th
                scope="row"
                className={`py-1 pr-4 font-mono font-normal whitespace-nowrap ${INDENT[row.depth] ?? ""}`}
              >
                {row.name}
                {row.required && <span className="text-ink-3"> required</span>}
              </th>
              <td className="max-w-60 py-1 pr-4 text-ink-2">{row.type}</td>
              <td className="py-1 text-ink-2">
                <Prose text={row.description} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
