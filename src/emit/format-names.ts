/** Values of `--format`, with the AWS CLI's names where it has the same format. */
export const FORMATS = [
  'env',
  'env-no-export',
  'fish',
  'powershell',
  'windows-cmd',
  'nushell',
  'process',
  'json',
  'ini',
  'github',
] as const

/** A value of `--format`. */
export type Format = (typeof FORMATS)[number]
