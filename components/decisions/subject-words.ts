/** A hash is long and says nothing: its beginning tells one from another. */
export const shortSubject = (subject: string, hashed: boolean): string =>
  hashed ? `${subject.slice(0, 15)}…` : subject;
