import type { Format } from '../../../emit/format-names.js'
import { callingShell } from '../../../system/process/caller/calling-shell.js'
import type { Host } from '../../../system/host.js'

const FORMAT_OF: Readonly<Record<string, Format>> = {
  fish: 'fish',
  nu: 'nushell',
  pwsh: 'powershell',
  powershell: 'powershell',
}

/**
 * The format if `--format` is not given: that of the calling shell. fish would print each line that
 * it cannot read, with the secret in it.
 */
export function defaultFormat(host: Host): Format {
  const shell = callingShell(host) ?? ''
  return Object.hasOwn(FORMAT_OF, shell) ? (FORMAT_OF[shell] ?? 'env') : 'env'
}
