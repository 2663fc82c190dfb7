import type { Variable } from './variables.js'

/** A statement for `Out-String | Invoke-Expression` in Windows PowerShell 5.1 and PowerShell 7. */
export function powershellLine({ name, value }: Variable): string {
  return `$Env:${name} = ${value === undefined ? '$null' : expression(value)}`
}

/**
 * A literal in single quotes, which expand nothing (about_Quoting_Rules), with non-ASCII UTF-16
 * units as numbers. PowerShell decodes the output with the console's code page: in 1252, the UTF-8
 * of `Ñ` ends in a typographic quote, which would end the literal.
 */
function expression(value: string): string {
  const literal = `'${value.replaceAll("'", "''")}'`
  return literal.replace(/[^\0-\x7F]/g, (unit) => `' + [char]0x${hex(unit)} + '`)
}

function hex(unit: string): string {
  return unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
}
