const MAX_NAME_CHARACTERS = 64

/**
 * A role session name that STS accepts: `Jürgen Köhler` becomes `Jurgen-Kohler`. Without Latin
 * letters and digits it is `rolecall`.
 */
export function validName(text: string): string {
  // Most login names are valid, and the pattern for accents takes 0.1 ms to compile.
  const valid = /^[\w+=,.@-]+$/.test(text) ? text : withoutAccents(text)
  const name = valid.slice(0, MAX_NAME_CHARACTERS)
  if (!/[A-Za-z0-9]/.test(name)) return 'rolecall'
  return name.length < 2 ? `user-${name}` : name
}

function withoutAccents(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w+=,.@-]+/g, '-')
}
