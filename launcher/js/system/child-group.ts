import { host } from '../host.js'

/** In place of src/system/process/child-group.ts: a process of the program that outlives this. */
export function startRolecall(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): void {
  const variables = Object.entries(env).filter(([, value]) => value !== undefined)
  host.startProgram(
    args,
    variables.map(([name, value]) => `${name}=${value}`),
  )
}
