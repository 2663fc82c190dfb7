import { adoptSpec } from './commands/adopt/spec.js'
import { configureSpec } from './commands/configure/spec.js'
import { decodeSpec } from './commands/decode/spec.js'
import { ejectSpec } from './commands/eject/spec.js'
import { envSpec } from './commands/env/spec.js'
import { execSpec } from './commands/exec/spec.js'
import { explainSpec } from './commands/explain/spec.js'
import { initSpec } from './commands/init/spec.js'
import { listSpec } from './commands/list/spec.js'
import { loginSpec } from './commands/login/spec.js'
import { logoutSpec } from './commands/logout/spec.js'
import { processSpec } from './commands/process/spec.js'
import { samlSpec } from './commands/saml/spec.js'
import { statusSpec } from './commands/status/spec.js'
import { storeSpec } from './commands/store/spec.js'
import { stsSpec } from './commands/sts/spec.js'
import { useSpec } from './commands/use/spec.js'
import { whoamiSpec } from './commands/whoami/spec.js'
import type { CommandSpec } from './spec.js'

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
