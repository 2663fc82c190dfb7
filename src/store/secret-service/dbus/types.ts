/**
 * A value as the D-Bus type of its place demands: `y` and `u` a number, `b` a boolean, `s`, `o` and `g` a string, `ay` a buffer,
 * an array, a struct and a dictionary entry an array, `v` a {@link Variant}. Other types do not occur in what we say.
 */
export type Value = string | number | boolean | Buffer | Variant | readonly Value[]

export interface Variant {
  signature: string
  value: Value
}

const ALIGNMENT: Readonly<Record<string, number>> = {
  y: 1,
  g: 1,
  v: 1,
  b: 4,
  u: 4,
  s: 4,
  o: 4,
  a: 4,
  '(': 8,
  '{': 8,
}

/** Bytes to the next place that is so aligned. */
export const padding = (position: number, alignment: number): number =>
  (alignment - (position % alignment)) % alignment

/** Bytes, of the place where a value of this type begins. @throws Error on a type that is not supported */
export const alignmentOf = (type: string): number => {
  const alignment = ALIGNMENT[type.charAt(0)]
  if (!alignment) throw new Error(`type ${JSON.stringify(type)} is not supported`)
  return alignment
}

/** `a{sv}(oay)b` to `a{sv}`, `(oay)`, `b`. @throws Error on a signature that is none */
export function splitTypes(signature: string): string[] {
  const types: string[] = []
  for (let at = 0; at < signature.length;) {
    const end = typeEnd(signature, at)
    types.push(signature.slice(at, end))
    at = end
  }
  return types
}

function typeEnd(signature: string, start: number): number {
  let at = start
  while (signature[at] === 'a') at++
  const open = signature[at]
  if (open === undefined) throw new Error('signature ends too early')
  if (open !== '(' && open !== '{') return at + 1
  const close = open === '(' ? ')' : '}'
  at++
  // An empty struct would take no space: an array of them could claim any length and never end.
  if (signature[at] === close) throw new Error('empty struct')
  while (signature[at] !== close) at = typeEnd(signature, at)
  return at + 1
}
