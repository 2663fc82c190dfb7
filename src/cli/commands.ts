import { command, type Command } from './command-types.js'
import { accountsSpec } from './commands/accounts/spec.js'
import { addSpec } from './commands/add/spec.js'
import { adoptSpec } from './commands/adopt/spec.js'
import { configureSpec } from './commands/configure/spec.js'
import { consoleSpec } from './commands/console/spec.js'
import { decodeSpec } from './commands/decode/spec.js'
import { doctorSpec } from './commands/doctor/spec.js'
import { ejectSpec } from './commands/eject/spec.js'
import { envSpec } from './commands/env/spec.js'
import { execSpec } from './commands/exec/spec.js'
import { explainSpec } from './commands/explain/spec.js'
import { historySpec } from './commands/history/spec.js'
import { importSpec } from './commands/import/spec.js'
import { initSpec } from './commands/init/spec.js'
import { kubeTokenSpec } from './commands/kube-token/spec.js'
import { keysSpec } from './commands/keys/spec.js'
import { listSpec } from './commands/list/spec.js'
import { loginSpec } from './commands/login/spec.js'
import { logoutSpec } from './commands/logout/spec.js'
import { mfaSpec } from './commands/mfa/spec.js'
import { populateSpec } from './commands/populate/spec.js'
import { processSpec } from './commands/process/spec.js'
import { removeSpec } from './commands/remove/spec.js'
import { revokeSpec } from './commands/revoke/spec.js'
import { rotateSpec } from './commands/rotate/spec.js'
import { samlSpec } from './commands/saml/spec.js'
import { serveSpec } from './commands/serve/spec.js'
import { statusSpec } from './commands/status/spec.js'
import { storeSpec } from './commands/store/spec.js'
import { stsSpec } from './commands/sts/spec.js'
import { useSpec } from './commands/use/spec.js'
import { whoamiSpec } from './commands/whoami/spec.js'
import type { CommandSpec } from './command-spec.js'

interface CommandGroup {
  heading: string
  commands: readonly Command[]
}

/** Every command, in the groups and the order of the help. The specs alone are loaded at once. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    heading: 'Credentials:',
    commands: [
      command(envSpec, () => import('./commands/env/run.js')),
      command(execSpec, () => import('./commands/exec/run.js')),
      command(processSpec, () => import('./commands/process/run.js')),
      command(serveSpec, () => import('./commands/serve/run.js')),
      command(useSpec, () => import('./commands/use/run.js')),
      command(consoleSpec, () => import('./commands/console/run.js')),
      command(kubeTokenSpec, () => import('./commands/kube-token/run.js')),
      command(initSpec, () => import('./commands/init/run.js')),
    ],
  },
  {
    heading: 'Sessions:',
    commands: [
      command(loginSpec, () => import('./commands/login/run.js')),
      command(logoutSpec, () => import('./commands/logout/run.js')),
      command(statusSpec, () => import('./commands/status/run.js')),
      command(revokeSpec, () => import('./commands/revoke/run.js')),
      command(historySpec, () => import('./commands/history/run.js')),
      command(storeSpec, () => import('./commands/store/run.js')),
    ],
  },
  {
    heading: 'Long-term keys:',
    commands: [
      command(addSpec, () => import('./commands/add/run.js')),
      command(importSpec, () => import('./commands/import/run.js')),
      command(keysSpec, () => import('./commands/keys/run.js')),
      command(rotateSpec, () => import('./commands/rotate/run.js')),
      command(removeSpec, () => import('./commands/remove/run.js')),
    ],
  },
  {
    heading: 'MFA:',
    commands: [command(mfaSpec, () => import('./commands/mfa/run.js'))],
  },
  {
    heading: 'Profiles:',
    commands: [
      command(listSpec, () => import('./commands/list/run.js')),
      command(accountsSpec, () => import('./commands/accounts/run.js')),
      command(explainSpec, () => import('./commands/explain/run.js')),
      command(doctorSpec, () => import('./commands/doctor/run.js')),
      command(whoamiSpec, () => import('./commands/whoami/run.js')),
      command(configureSpec, () => import('./commands/configure/run.js')),
      command(populateSpec, () => import('./commands/populate/run.js')),
      command(adoptSpec, () => import('./commands/adopt/run.js')),
      command(ejectSpec, () => import('./commands/eject/run.js')),
    ],
  },
  {
    heading: 'More:',
    commands: [
      command(stsSpec, () => import('./commands/sts/run.js')),
      command(samlSpec, () => import('./commands/saml/run.js')),
      command(decodeSpec, () => import('./commands/decode/run.js')),
    ],
  },
]

/** The spec of every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = COMMAND_GROUPS.flatMap(({ commands }) =>
  commands.map(({ spec }) => spec),
)
