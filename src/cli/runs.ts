import type { Run } from './command.js'

/** One import a command, taken only when it runs. */
export const RUNS: Readonly<Record<string, () => Promise<{ run: Run }>>> = {
  adopt: () => import('./commands/adopt.js'),
  configure: () => import('./commands/configure.js'),
  decode: () => import('./commands/decode.js'),
  eject: () => import('./commands/eject.js'),
  env: () => import('./commands/env.js'),
  exec: () => import('./commands/exec.js'),
  explain: () => import('./commands/explain.js'),
  init: () => import('./commands/init.js'),
  list: () => import('./commands/list.js'),
  login: () => import('./commands/login.js'),
  logout: () => import('./commands/logout.js'),
  process: () => import('./commands/process.js'),
  saml: () => import('./commands/saml.js'),
  status: () => import('./commands/status.js'),
  store: () => import('./commands/store.js'),
  sts: () => import('./commands/sts.js'),
  use: () => import('./commands/use.js'),
  whoami: () => import('./commands/whoami.js'),
}
