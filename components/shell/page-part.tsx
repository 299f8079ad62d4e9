import { type ReactNode, Suspense } from "react";

import { Skeleton } from "@/components/ui/skeleton";

import { PartBoundary } from "./part-boundary";

interface PagePartProps {
  /** What is missing when it fails: "What users cost". */
  title: string;
  /** What it is drawn from, as text: when that changes it shows that it waits, and a failure is forgotten. */
  of?: string;
  /** Of the space that is kept while it waits: a class such as "h-40". */
  height?: string;
  /** Or what stands there meanwhile. */
  meanwhile?: ReactNode;
  children: ReactNode;
}

/** A part of a page with a question of its own: it waits, and fails, without keeping the others from their answers. */
export const PagePart = ({ title, of, height = "h-40", meanwhile, children }: PagePartProps) => (
  <PartBoundary key={of} title={title}>
    <Suspense fallback={meanwhile ?? <Skeleton className={`${height} rounded-l`} />}>{children}</Suspense>
  </PartBoundary>
);
