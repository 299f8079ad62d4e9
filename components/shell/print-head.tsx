import { AbsoluteTime } from "@/components/ui/relative-time";

interface PrintHeadProps {
  title: string;
  project: string;
  /** Of what: both ends of a range, or what else the page is about. */
  range?: { from: Date | string; to: Date | string } | undefined;
  /** "Environment production", "Feature booking". */
  narrowed?: readonly string[];
  /** Who prints it, and when. */
  by: string;
  at: Date;
}

/** On paper there is no header bar: what the page is of, and when it was printed by whom. */
export const PrintHead = ({ title, project, range, narrowed = [], by, at }: PrintHeadProps) => (
  <div aria-hidden className="hidden border-b border-line pb-2 print:block">
    <p className="text-l font-semibold">
      {title} · {project}
    </p>
    <p className="text-s">
      {range && (
        <>
          <AbsoluteTime at={range.from} /> to <AbsoluteTime at={range.to} />
        </>
      )}
      {narrowed.map((one) => ` · ${one}`)}
    </p>
    <p className="text-xs">
      printed by {by} <AbsoluteTime at={at} />
    </p>
  </div>
);
