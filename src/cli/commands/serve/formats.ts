import type { Format } from '../../../emit/format-names.js'

/** The formats that can set and unset variables. */
export const SERVE_FORMATS = [
  'env',
  'fish',
  'powershell',
  'windows-cmd',
  'nushell',
  'json',
] as const satisfies readonly Format[]
