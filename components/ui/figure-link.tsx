import Link from "@/components/ui/link";
import type { ReactNode } from "react";

/** A figure that leads to what it counts: marked only when pointed at, since a table is full of them. */
export const FigureLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} className="hover:text-accent hover:underline" prefetch={false}>
    {children}
  </Link>
);
