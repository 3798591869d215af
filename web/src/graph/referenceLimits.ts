import type { Model, Role } from "@/api/types";

/** A limit of a model that references go beyond. */
interface Broken {
  /** Of one kind of reference; null for all together. */
  role: Role | null;
  given: number;
  limit: number;
}

/**
 * The first limit of a model that references of these roles break; null where it
 * takes them. Of a role the model has no socket for only the number counts:
 * switching to it gives those another place.
 */
export function brokenLimit(model: Model, roles: readonly Role[]): Broken | null {
  const { maxReferences, sockets } = model;
  if (roles.length > maxReferences)
    return { role: null, given: roles.length, limit: maxReferences };
  const counted = sockets.map(({ role, limit }) => ({
    role,
    given: roles.filter((each) => each === role).length,
    limit,
  }));
  return counted.find(({ given, limit }) => given > limit) ?? null;
}
