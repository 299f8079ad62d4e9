import type { Tx } from "@/db/client";
import { may } from "@/lib/auth/roles";
import type { Context, Role } from "@/lib/context";

import type { Person } from "./comment";

export interface Mentionable extends Person {
  email: string;
}

/** Members who may read what comments are about: others cannot be asked to look at it. */
export async function mentionable(tx: Tx, ctx: Context): Promise<Mentionable[]> {
  const members = await tx<{ id: number; email: string; name: string; role: Role }[]>`
    select u.id, u.email, u.name, m.role
    from memberships m
    join users u on u.id = m.user_id
    where m.project_id = ${ctx.project.id} and u.disabled_at is null
    order by lower(u.name), u.email`;
  return withHandles(
    members.filter(({ id, name, role }) => may({ kind: "user", id, name, role }, "read_content")),
  );
}

/** By name where one person has it, else by address. */
export function withHandles(people: readonly { id: number; email: string; name: string }[]): Mentionable[] {
  const plain = ({ name, email }: { name: string; email: string }) => name.trim() || email;
  const count = new Map<string, number>();
  for (const one of people) {
    const key = plain(one).toLowerCase();
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  return people.map(({ id, email, name }) => {
    const called = plain({ name, email });
    return { id, email, handle: count.get(called.toLowerCase()) === 1 ? called : email };
  });
}
