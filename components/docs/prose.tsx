/** A sentence with `names` in it, as they stand in descriptions of the API. */
export function Prose({ text }: { text: string }) {
  return text.split("`").map((piece, index) =>
    index % 2 === 1 ? (
      <code key={index} className="font-mono text-s">
        {piece}
      </code>
    ) : (
      piece
    ),
  );
}
