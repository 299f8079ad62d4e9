import { CircleHelp } from "lucide-react";
import Link from "@/components/ui/link";

interface HowComputedProps {
  /** Where in the documentation, below /docs: "how-to/find-slow#the-four-measures". */
  how: string;
  /** Whose figures: the title beside it. */
  of: string;
}

/** The way to how a panel's figures are computed, in a tab of its own: what one looks at stays. */
export const HowComputed = ({ how, of }: HowComputedProps) => (
  <Link
    href={`/docs/${how}`}
    target="_blank"
    prefetch={false}
    data-chrome
    aria-label={`How this is computed: ${of}`}
    data-tip="How this is computed"
    className="ml-1.5 inline-grid size-4 place-items-center rounded-s align-[-2px] text-ink-3 opacity-60 hover:text-ink hover:opacity-100 focus-visible:opacity-100"
  >
    <CircleHelp aria-hidden className="size-3.5" strokeWidth={1.75} />
  </Link>
);
