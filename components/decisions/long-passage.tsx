import { formatCount } from "@/lib/format/count";

interface LongPassageProps {
  text: string;
  /** Characters that are shown at once, and on paper. */
  most: number;
  /** Where all of it is, for whoever reads it on paper. */
  where: string;
}

/** A text as it was: its beginning on paper, all of it on the screen for whoever asks. */
export function LongPassage({ text, most, where }: LongPassageProps) {
  const rest = text.length - most;
  return (
    <div className="min-w-0">
      <p className="font-mono text-s leading-4.5 wrap-anywhere whitespace-pre-wrap print:text-xs print:leading-4">
        {rest > 0 ? `${text.slice(0, most)}…` : text}
      </p>
      {rest > 0 && (
        <>
          <details className="print:hidden">
            <summary className="cursor-pointer text-s text-accent">
              Show all {formatCount(text.length)} characters
            </summary>
            <p className="font-mono text-s leading-4.5 wrap-anywhere whitespace-pre-wrap">{text}</p>
          </details>
          <p className="hidden text-xs text-ink-3 print:block">
            {formatCount(rest)} more characters: {where}.
          </p>
        </>
      )}
    </div>
  );
}
