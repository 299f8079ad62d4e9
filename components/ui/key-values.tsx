import { Fragment, type ReactNode } from "react";

/** Pairs of name and value; a row with nothing to say is left out by the caller. */
export function KeyValues({ items }: { items: readonly { key: string; value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,max-content)_1fr] gap-x-4 gap-y-1 text-s">
      {items.map((item) => (
        <Fragment key={item.key}>
          <dt className="text-ink-3">{item.key}</dt>
          <dd className="min-w-0 break-words">{item.value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
