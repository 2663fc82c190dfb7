import type { Variable } from './variables.js'

/** For `… | Out-String | Invoke-Expression`, in Windows PowerShell 5.1 and PowerShell 7. */
export function powershell({ name, value }: Variable): string {
  return `$Env:${name} = ${value === undefined ? '$null' : expression(value)}`
}

/**
 * A literal in single quotes, in which nothing is expanded (about_Quoting_Rules), and every unit outside ASCII as a
 * number. PowerShell decodes our output by the console's code page: in 1252 the UTF-8 of `Ñ` ends in a typographic
 * quote, and PowerShell takes that for the end of the literal.
 */
function expression(value: string): string {
  const literal = `'${value.replaceAll("'", "''")}'`
  return literal.replace(/[^\0-\x7F]/g, (unit) => `' + [char]0x${hex(unit)} + '`)
}

function hex(unit: string): string {
  return unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
}
