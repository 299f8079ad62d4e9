/** What the page's URL says of the rows. */
interface AuditView {
  kind: string | null;
  actor: string | null;
  surface: string | null;
  action: string;
  target: string;
  address: string;
}

const MOST = { target: 500, address: 100, action: 100 };

/** The page's filter in the words of the API; what nobody can be called by is left out, as when it is half typed. */
export function queryOfView(view: AuditView, range: { from: Date; to: Date }): URLSearchParams {
  const query = new URLSearchParams({ from: range.from.toISOString(), to: range.to.toISOString() });
  const put = (name: string, value: string | null): void => {
    if (value !== null && value !== "") query.set(name, value);
  };
  put("kind", view.kind);
  put(
    "actor",
    view.actor !== null && /^(?:(?:user|api_key):\d{1,9}|system)$/.test(view.actor) ? view.actor : null,
  );
  put("surface", view.surface);
  put(
    "action",
    view.action
      .toLowerCase()
      .replace(/[^a-z_.]/g, "")
      .slice(0, MOST.action),
  );
  put("target", view.target.trim().slice(0, MOST.target));
  put("address", view.address.trim().slice(0, MOST.address));
  return query;
}
