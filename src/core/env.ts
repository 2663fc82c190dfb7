/** Environment variables, passed in: only src/system and src/entry read the process's own. */
export type Env = Readonly<Record<string, string | undefined>>

/**
 * Reads the first of the variables that is set. An empty variable counts as unset, as in every SDK
 * (docs/contracts.md §3.5).
 */
export function envVar(env: Env, ...names: string[]): string | undefined {
  for (const name of names) if (env[name]) return env[name]
  return undefined
}

/** For browsers, dialogs and the like, which must not see keys, tokens or passphrases. */
export function withoutCredentialVariables(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !CREDENTIAL_VARIABLE.test(name)))
}

/** Also the passphrase of granted's files. */
const CREDENTIAL_VARIABLE = /^(?:(?:AWS|ROLECALL|ACTIONS)_|CF_KEYRING_FILE_PASSWORD$)/
