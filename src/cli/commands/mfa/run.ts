import type { Run } from '../../command-types.js'
import type { mfaSpec } from './spec.js'
import type { RunMfa } from './subcommand.js'

/** Imported on demand: `code` must be quick, and the SDK is large. */
const SUBCOMMANDS: Readonly<Record<string, () => Promise<{ run: RunMfa }>>> = {
  add: () => import('./add.js'),
  list: () => import('./list.js'),
  import: () => import('./import.js'),
  code: () => import('./code.js'),
  sync: () => import('./sync.js'),
  remove: () => import('./remove.js'),
}

export const run: Run<typeof mfaSpec> = async ({ name, args, options }, context) => {
  const load = SUBCOMMANDS[name]
  if (!load) throw new RangeError(`no subcommand ${name}`)
  const [word]: readonly [string?] = args
  const { run: runSubcommand } = await load()
  return runSubcommand(word, options, context)
}
