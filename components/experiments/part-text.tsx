/** Some words of a part of a call, in two lines at most. */
export const PartText = ({ text }: { text: string }) => (
  <span dir="auto" className="line-clamp-2 text-ink-2 wrap-anywhere" title={text.slice(0, 1000)}>
    {text.slice(0, 400)}
  </span>
);
