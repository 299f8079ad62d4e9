/** How somebody checks a file by hand: it stands in every file. Written for a stranger with a shell or a few lines of a script. */
export const README = `EVIDENCE OF RECOUNT, AND HOW TO CHECK IT

This file holds records of what an application with AI features did, as Recount stored them, and what shows that they have not been
changed since they were sealed. Nothing here needs Recount, its server or a network.

Three ways
  1. Open the .html in a browser: it checks itself and says so at its head. A file that somebody has changed can say anything, so where
     it matters take way 2 or 3, with a verifier and a key that you have from somebody you trust.
  2. node recount-verify.js FILE --key KEY       (FILE: the .html or the .json; needs Node 20 or newer and nothing else)
  3. By hand, as follows.

What is in it (JSON; in the page within the element "evidence")
  manifest, manifest_key, manifest_signature   what this file is, by whom and when it was put together
  keys      public keys (Ed25519) in their order, each announced by the one before it
  heads     signed heads of the project's Merkle trees: one of traces, one of its audit log
  records   what was sealed: a leaf, its place, its proof, and its list of fields
  receipts  one line a tool call, after draft-sahu-agent-action-receipts-00

Forms
  SHA-256 everywhere; hashes, salts, keys and signatures are hex digits; texts are UTF-8. "Canonical" is JSON by RFC 8785: keys sorted, no
  white space. A signature is over a line "Recount WHAT v1", a line feed, and the text: WHAT is "manifest", "tree head" or "signing key".

Steps
  1. A key's id is the first 16 digits of the SHA-256 of its 32 bytes. keys[n].announcement names the key and the one before it; its
     signature is of the one before. Compare manifest_key with what you were told elsewhere.
  2. manifest_signature is over manifest. Its "parts" are the SHA-256 of the canonical keys, heads, records and receipts; "page" is that of
     what the page shows between its two marks <!--record--> and <!--/record-->, "file" that of the whole .html with nothing within the
     element "evidence", "words" that of its title and texts without white space, which the page itself can check in a browser.
  3. Each head's signature is over its body. "previous" is the SHA-256 of the body of the head before it (its number is one less).
     Between two heads of one tree in this file, "consistency" shows that the later tree begins with the earlier: RFC 9162, 2.1.4.2.
  4. Each record:
     a. A field with a value: its hash is the SHA-256 of its salt (16 bytes) and its canonical value. A field without: the hash is given,
        and nothing tells what it was. "withheld": left out of this file. "erased": erased from the store, its salt destroyed.
        "replaced": later facts took its place, which a later version of the record holds. Of rows of the audit log that name traces of
        others, too (a list, a search), which ones they name is withheld.
     b. The list of fields as text: a line "HASH PATH" a field; where an entry has "same" and "count", a line "= SAME+COUNT PATH": what
        stands there (and at the paths that count on from it) is what the fields from that number on say. Each line ends with a line feed.
        The SHA-256 of it all is leaf.fields. (Saved to a file, it is what sha256sum prints.)
     c. The leaf's hash is the SHA-256 of a zero byte and the canonical leaf. With "proof" it leads to the root of the head that the record
        names: RFC 9162, 2.1.3.2.
  5. Each receipt's prev_hash is the SHA-256 of the line before. Its signature is over the line without public_key and signature, members
     in the order step_id, action_id, params, success, ts_ms, actor, prev_hash.

What it shows, and what it does not
  It shows that Recount held exactly this when the head was signed (no later than its made_at), and that nothing in front of it in the
  tree was changed, taken away or put in since. It does not show that what the application reported is true, nor that all of it was
  reported: what is known to be missing stands in each head under "gaps" (traces whose root never came, spans that were refused, clients
  that fell silent) and in the manifest under "missing". The time is the server's own; a head that was put outside (an anchor) is known to
  be no younger than that. Who holds the signing key could sign another history: compare heads with an anchor or with an older file.
`;
