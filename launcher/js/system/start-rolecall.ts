import { host } from '../host.js'

/** In place of src/system/process/start-rolecall.ts: this launcher again, which outlives this. */
export function startRolecall(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): void {
  const variables = Object.entries(env).filter(([, value]) => value !== undefined)
  host.startAgain(
    args,
    variables.map(([name, value]) => `${name}=${value}`),
  )
}
