import { adoptSpec, configureSpec, ejectSpec } from './editing.js'
import { envSpec } from './env.js'
import { execSpec } from './exec.js'
import { explainSpec, whoamiSpec } from './inspect.js'
import { processSpec } from './process.js'
import { samlSpec } from './saml.js'
import { listSpec, loginSpec, logoutSpec, statusSpec, storeSpec } from './sessions.js'
import { stsSpec } from './sts.js'
import { decodeSpec } from './decode.js'
import type { CommandSpec } from './spec.js'
import { initSpec, useSpec } from './switching.js'

/** The commands as the help shows them. */
export const COMMAND_GROUPS: readonly {
  heading: string
  commands: readonly CommandSpec[]
}[] = [
  { heading: 'Credentials:', commands: [envSpec, execSpec, processSpec, useSpec, initSpec] },
  { heading: 'Sessions:', commands: [loginSpec, logoutSpec, statusSpec, storeSpec] },
  {
    heading: 'Profiles:',
    commands: [listSpec, explainSpec, whoamiSpec, configureSpec, adoptSpec, ejectSpec],
  },
  { heading: 'More:', commands: [stsSpec, samlSpec, decodeSpec] },
]

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = COMMAND_GROUPS.flatMap(({ commands }) => commands)
