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

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  envSpec,
  execSpec,
  processSpec,
  useSpec,
  initSpec,
  loginSpec,
  logoutSpec,
  listSpec,
  statusSpec,
  storeSpec,
  whoamiSpec,
  samlSpec,
  explainSpec,
  configureSpec,
  adoptSpec,
  ejectSpec,
  stsSpec,
  decodeSpec,
]
