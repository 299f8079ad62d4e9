/** The mark: a reel that has not finished turning. */
export function Brand({ compact }: { compact?: boolean }) {
  return (
    <span className="flex items-center gap-2 font-semibold tracking-[-0.01em]">
      <svg aria-hidden viewBox="0 0 16 16" className="size-4 shrink-0">
        <circle
          cx="8"
          cy="8"
          r="6"
          fill="none"
          stroke="var(--accent-fill)"
          strokeWidth="3"
          strokeDasharray="29 9"
          strokeLinecap="round"
          transform="rotate(-20 8 8)"
        />
      </svg>
      <span className={compact ? "sr-only" : ""}>Recount</span>
    </span>
  );
}
