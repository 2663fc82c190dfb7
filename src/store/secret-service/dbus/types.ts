/**
 * A D-Bus value in JavaScript. A number for `y`, `u`, `i` and `x`, a boolean for `b`, a string for
 * `s`, `o` and `g`, and bytes for `ay`. An array for other arrays, structs and dictionary entries,
 * and a {@link Variant} for `v`. The Secret Service and KWallet need no other types.
 */
export type BusValue = string | number | boolean | Uint8Array | Variant | readonly BusValue[]

/** A value together with its type. */
export interface Variant {
  signature: string
  value: BusValue
}

const ALIGNMENT: Readonly<Record<string, number>> = {
  y: 1,
  g: 1,
  v: 1,
  b: 4,
  u: 4,
  i: 4,
  x: 8,
  s: 4,
  o: 4,
  a: 4,
  '(': 8,
  '{': 8,
}

/** Number of bytes from a position to the next aligned one. */
export const padding = (position: number, alignment: number): number =>
  (alignment - (position % alignment)) % alignment

/** Alignment of a type in bytes. @throws Error if the type is not supported */
export const alignmentOf = (type: string): number => {
  const alignment = ALIGNMENT[type.charAt(0)]
  if (!alignment) throw new Error(`type ${JSON.stringify(type)} is not supported`)
  return alignment
}

/** Splits `a{sv}(oay)b` into `a{sv}`, `(oay)`, `b`. @throws Error if the signature is invalid */
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
  // Empty structs take no space, so that an array of them could have any length.
  if (signature[at] === close) throw new Error('empty struct')
  while (signature[at] !== close) at = typeEnd(signature, at)
  return at + 1
}
