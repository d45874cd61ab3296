import { z } from 'zod';

/** A section of which every setting may be left out, at any depth. Lists are whole or absent. */
export type Overrides<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Overrides<T[K]> | undefined }
    : T;

/**
 * The same section without defaults: what an account leaves out keeps the value of the section above it, where a default
 * would silently take its place.
 */
export function asOverrides<T extends z.ZodObject>(section: T): z.ZodType<Overrides<z.output<T>>> {
  const shape = Object.entries<z.core.$ZodType>(section.shape).map(
    ([name, schema]) => [name, overrideOf(schema)] as const,
  );
  return z.strictObject(Object.fromEntries(shape)) as unknown as z.ZodType<Overrides<z.output<T>>>;
}

function overrideOf(schema: z.core.$ZodType): z.ZodType {
  const override = withoutDefault(schema);
  const description = z.globalRegistry.get(schema)?.description;
  return description === undefined ? override : override.meta({ description });
}

function withoutDefault(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return withoutDefault(schema.unwrap());
  }
  return schema instanceof z.ZodObject ? asOverrides(schema).optional() : (schema as z.ZodType).optional();
}

/** `base` with everything that `overrides` sets; a list replaces the list below it. */
export function withOverrides<T extends object>(base: T, overrides: Overrides<NoInfer<T>> | undefined): T {
  const merged: Record<string, unknown> = Object.fromEntries(Object.entries(base));
  for (const [name, value] of Object.entries(overrides ?? {})) {
    if (value === undefined) continue;
    const below = merged[name];
    merged[name] = isSection(value) && isSection(below) ? withOverrides(below, value) : value;
  }
  return merged as T;
}

/** Names with values below them: neither a list nor a single value. */
export function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
