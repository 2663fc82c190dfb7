/** Environment variables as they are handed in; nothing below `host` reads the process's own. */
export type Env = Readonly<Record<string, string | undefined>>

/** As in every SDK, an empty variable counts as unset (contracts §3.5). */
export function envVar(env: Env, ...names: string[]): string | undefined {
  for (const name of names) if (env[name]) return env[name]
  return undefined
}

/** For programs that are no part of the work with AWS: what is said there of keys and passphrases is not for them. */
export function withoutOwnVariables(env: Env): Env {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(AWS|ROLECALL|ACTIONS)_/.test(name)),
  )
}
