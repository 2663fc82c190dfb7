import type { Run } from './command.js'

/** One import a command, taken only when it runs. */
export const COMMAND_RUNS: Readonly<Record<string, () => Promise<{ run: Run }>>> = {
  adopt: () => import('./commands/adopt/run.js'),
  configure: () => import('./commands/configure/run.js'),
  decode: () => import('./commands/decode/run.js'),
  eject: () => import('./commands/eject/run.js'),
  env: () => import('./commands/env/run.js'),
  exec: () => import('./commands/exec/run.js'),
  explain: () => import('./commands/explain/run.js'),
  init: () => import('./commands/init/run.js'),
  list: () => import('./commands/list/run.js'),
  login: () => import('./commands/login/run.js'),
  logout: () => import('./commands/logout/run.js'),
  process: () => import('./commands/process/run.js'),
  saml: () => import('./commands/saml/run.js'),
  status: () => import('./commands/status/run.js'),
  store: () => import('./commands/store/run.js'),
  sts: () => import('./commands/sts/run.js'),
  use: () => import('./commands/use/run.js'),
  whoami: () => import('./commands/whoami/run.js'),
}
